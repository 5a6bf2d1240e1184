import JOSE
import Testing

@testable import OAuth

@Suite("Nonces of the server")
struct ServerNoncesTests {
    private static let start = NumericDate(secondsSinceEpoch: 1_700_000_040)

    @Test("a nonce holds for two periods, and the same one is handed out through the first")
    func periods() throws {
        let nonces = try ServerNonces()
        let nonce = nonces.nonce(at: Self.start)
        #expect(nonces.nonce(at: Self.start + .seconds(119.9)) == nonce)
        #expect(nonces.age(of: nonce, at: Self.start + .seconds(119.9)) == .current)
        #expect(nonces.age(of: nonce, at: Self.start + .seconds(120)) == .previous)
        #expect(nonces.age(of: nonce, at: Self.start + .seconds(239.9)) == .previous)
        #expect(nonces.age(of: nonce, at: Self.start + .seconds(240)) == nil)
        #expect(nonces.age(of: nonce, at: Self.start - .seconds(0.1)) == nil)
    }

    @Test("servers with the same secret accept each other's nonces, others do not")
    func secret() throws {
        let secret = [UInt8](repeating: 1, count: 32)
        let nonce = try ServerNonces(secret: secret).nonce(at: Self.start)
        #expect(try ServerNonces(secret: secret).age(of: nonce, at: Self.start) == .current)
        #expect(try ServerNonces(secret: secret + [1]).age(of: nonce, at: Self.start) == nil)
        #expect(try ServerNonces().age(of: nonce, at: Self.start) == nil)
        #expect(try ServerNonces().nonce(at: Self.start) != ServerNonces().nonce(at: Self.start))
    }

    @Test("a nonce has the characters of RFC 9449 §8.1")
    func syntax() throws {
        let nonce = try ServerNonces().nonce(at: Self.start)
        #expect(nonce.utf8.count == 43)
        #expect(nonce.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C })
    }

    @Test("a secret has 32 bytes at least")
    func shortSecret() {
        #expect(throws: JWKError.secretTooShort) { try ServerNonces(secret: [UInt8](repeating: 1, count: 31)) }
    }
}

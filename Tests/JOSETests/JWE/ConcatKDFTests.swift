import Testing

@testable import JOSE

@Suite("The Concat Key Derivation Function")
struct ConcatKDFTests {
    private static let secret: [UInt8] = [
        158, 86, 217, 29, 129, 113, 53, 211, 114, 131, 66, 131, 191, 132, 38, 156, 251, 49, 110, 163, 218, 128, 106, 72,
        246, 218, 167, 121, 140, 254, 144, 196,
    ]

    @Test("RFC 7518 appendix C")
    func vector() {
        let key = ConcatKDF.key(
            from: Self.secret,
            byteCount: 16,
            algorithm: "A128GCM",
            parties: (Array("Alice".utf8), Array("Bob".utf8))
        )
        #expect(Base64URL.encode(key) == "VqqN6vgjbSBcIijNcacQGg")
    }

    @Test("A longer key takes a second hash, which counts")
    func rounds() {
        let key = ConcatKDF.key(from: Self.secret, byteCount: 64, algorithm: "A256CBC-HS512", parties: ([], []))
        #expect(key.count == 64)
        #expect(key.prefix(32) != key.suffix(32))
    }

    @Test("Everything has a part in it")
    func parts() {
        func key(_ algorithm: String, _ u: [UInt8] = [], _ v: [UInt8] = [], byteCount: Int = 32) -> [UInt8] {
            ConcatKDF.key(from: Self.secret, byteCount: byteCount, algorithm: algorithm, parties: (u, v))
        }
        let shorter = key("A256GCM", byteCount: 16)
        let keys = [key("A256GCM"), key("A128CBC-HS256"), key("A256GCM", [1]), key("A256GCM", [], [1]), shorter]
        #expect(Set(keys.map { Array($0.prefix(16)) }).count == keys.count)
    }
}

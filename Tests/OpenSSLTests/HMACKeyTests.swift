import OpenSSL
import Testing

@Suite
struct HMACKeyTests {
    @Test(
        "Test case 2 of RFC 4231",
        arguments: [
            (
                .sha256,
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                .sha384,
                "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"
            ),
            (
                .sha512,
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fd"
                    + "caeab1a34d4a6b4b636e070a38bce737"
            ),
        ] as [(HashAlgorithm, String)]
    )
    func vectors(hash: HashAlgorithm, code: String) throws {
        let key = try HMACKey(secret: Array("Jefe".utf8), hash: hash)
        let message = Array("what do ya want for nothing?".utf8)
        #expect(key.authenticationCode(for: message) == hex(code))
        // The template is as it was.
        #expect(key.authenticationCode(for: message) == hex(code))
    }

    @Test("Many threads share one key")
    func concurrency() async throws {
        let key = try HMACKey(secret: [UInt8](repeating: 1, count: 32), hash: .sha256)
        let message = Array("message".utf8)
        let expected = key.authenticationCode(for: message)
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<500).allSatisfy { _ in key.authenticationCode(for: message) == expected } }
            }
            for await isSame in group { #expect(isSame) }
        }
    }
}

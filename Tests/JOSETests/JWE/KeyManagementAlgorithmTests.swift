import JOSE
import Testing

@Suite("Algorithms that manage keys")
struct KeyManagementAlgorithmTests {
    @Test("Each is found by its name", arguments: KeyManagementAlgorithm.allCases)
    func named(algorithm: KeyManagementAlgorithm) {
        #expect(KeyManagementAlgorithm(named: algorithm.name) == algorithm)
    }

    @Test(
        "Others are not taken, nor other spellings",
        arguments: [
            "RSA1_5", "RSA-OAEP-384", "RSA-OAEP-512", "A128KW", "A192KW", "A256KW", "A128GCMKW", "A256GCMKW",
            "ECDH-ES+A192KW", "PBES2-HS256+A128KW", "PBES2-HS512+A256KW", "none", "", "rsa-oaep", "DIR", "dir ",
            "RS256",
            "ECDH-ES+A128\u{212A}W",
        ]
    )
    func others(name: String) {
        #expect(KeyManagementAlgorithm(named: name) == nil)
    }
}

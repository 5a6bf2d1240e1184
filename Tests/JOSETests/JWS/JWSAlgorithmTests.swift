import JOSE
import Testing

@Suite
struct JWSAlgorithmTests {
    @Test("The table has every name once, in its exact spelling")
    func names() {
        #expect(
            JWSAlgorithm.all.map(\.name) == [
                "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
                "ES256", "ES384", "ES512", "ES256K", "EdDSA", "Ed25519", "Ed448",
            ]
        )
    }

    @Test("A name finds its row", arguments: JWSAlgorithm.all)
    func lookUp(algorithm: JWSAlgorithm) {
        #expect(JWSAlgorithm(named: algorithm.name) == algorithm)
        #expect(algorithm.description == algorithm.name)
    }

    @Test(
        "Another spelling and none in any letter case find nothing (RFC 7515 §4.1.1, RFC 7518 §3.6)",
        arguments: [
            "none", "None", "NONE", "nOnE", "", " RS256", "RS256 ", "rs256", "Rs256", "ES256k", "ES256\u{212A}",
            "EDDSA",
            "eddsa", "ed25519", "RS1", "HS1", "RSA1_5", "RSA-OAEP", "dir", "A128KW", "ES256K1", "RS256\0",
        ]
    )
    func unknown(name: String) {
        #expect(JWSAlgorithm(named: name) == nil)
    }

    @Test("Only HMAC is symmetric")
    func symmetric() {
        #expect(JWSAlgorithm.all.filter(\.isSymmetric) == [.hs256, .hs384, .hs512])
    }

    @Test("Each has the key type of its RFC")
    func keyTypes() {
        #expect(
            JWSAlgorithm.all.map(\.keyType) == Array(repeating: "oct", count: 3) + Array(repeating: "RSA", count: 6)
                + Array(repeating: "EC", count: 4) + Array(repeating: "OKP", count: 3)
        )
    }
}

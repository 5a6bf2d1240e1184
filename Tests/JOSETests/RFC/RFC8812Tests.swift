import JOSE
import Testing

@Suite("RFC 8812, ES256K")
struct RFC8812Tests {
    @Test("§3.1: only secp256k1; ES256 never has it, ES256K never P-256")
    func curve() throws {
        let secp256k1 = try JWK(SampleKeys.key(.es256k).publicJWK.with("alg", nil))
        let p256 = try JWK(SampleKeys.key(.es256).publicJWK.with("alg", nil))
        #expect(secp256k1.curve == "secp256k1")
        #expect(secp256k1.isUsable(for: .es256k) && !secp256k1.isUsable(for: .es256))
        #expect(p256.isUsable(for: .es256) && !p256.isUsable(for: .es256k))
    }

    @Test("§3.1: the point is on the curve")
    func pointOnCurve() throws {
        let object = try SampleKeys.key(.es256k).publicJWK
        #expect(throws: JWKError.notOnCurve) { try JWK(object.with("x", object["y"]).with("y", object["x"])) }
    }

    @Test("§3.2: a signature of 64 octets verifies under ES256K, not under ES256")
    func signature() throws {
        let key = try SampleKeys.key(.es256k)
        let jws = try CompactJWS(key.sign(["a": 1]))
        #expect(throws: Never.self) { try jws.verify(with: key.verificationKey, algorithm: .es256k) }
        #expect(throws: SignatureError.algorithmMismatch) {
            try jws.verify(with: key.verificationKey, algorithm: .es256)
        }
        let renamed = try CompactJWS(key.sign(["a": 1], header: ["alg": "ES256"]))
        #expect(throws: SignatureError.keyNotUsable) {
            try renamed.verify(with: key.verificationKey, algorithm: .es256)
        }
    }
}

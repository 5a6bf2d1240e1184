import JOSE
import Testing

@Suite("RFC 8037 and RFC 9864, EdDSA")
struct RFC8037Tests {
    private static let publicKey: JSONObject = [
        "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    ]
    private static let seed: JSONValue = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"

    @Test("A.1 and A.4: what the private key of A.1 signs, the public key of A.2 verifies")
    func signing() throws {
        let signer = try SigningKey(
            jwk: RFC8037Tests.publicKey.with("d", RFC8037Tests.seed).with("alg", "EdDSA")
        )
        let key = try JWK(RFC8037Tests.publicKey)
        let jws = try CompactJWS(try signer.sign(Array("Example of Ed25519 signing".utf8)))
        #expect(throws: Never.self) { try jws.verify(with: key, algorithm: .edDSA) }
    }

    @Test("A.5: the example verifies with the key of A.2")
    func verification() throws {
        let vector = try Vectors.object("rfc8037-jws.json")
        let text = try #require(vector["output"]?.objectValue?["compact"]?.stringValue)
        let key = try JWK(RFC8037Tests.publicKey)
        #expect(throws: Never.self) { try CompactJWS(text).verify(with: key, algorithm: .edDSA) }
    }

    @Test("§2: a private key is refused where a public one is asked for")
    func privateMember() {
        #expect(throws: JWKError.privateMember("d")) {
            try JWK(RFC8037Tests.publicKey.with("d", RFC8037Tests.seed))
        }
    }

    @Test("§2: x has 32 or 57 octets", arguments: [("Ed25519", 32), ("Ed448", 57)])
    func keyLength(curve: String, count: Int) throws {
        let algorithm: JWSAlgorithm = curve == "Ed448" ? .ed448 : .ed25519
        let object = try SampleKeys.key(algorithm).publicJWK
        let x = try #require(object["x"]?.stringValue.flatMap { Base64URL.decode($0) })
        #expect(x.count == count)
        for wrong in [[], Array(x.dropLast()), x + [0], [0] + x] {
            #expect(throws: JWKError.malformedMember("x")) {
                try JWK(object.with("x", .string(Base64URL.encode(wrong))))
            }
        }
    }

    @Test(
        "§3.1 and §3.2: the curves for key agreement never verify",
        arguments: ["X25519", "X448", "ed25519", "Ed25519 ", "P-256"]
    )
    func otherCurves(curve: String) {
        #expect(throws: JWKError.unsupportedCurve) { try JWK(RFC8037Tests.publicKey.with("crv", .string(curve))) }
    }

    @Test("§3.1: a signature has 64 or 114 octets", arguments: [(JWSAlgorithm.ed25519, 64), (.ed448, 114)])
    func signatureLength(algorithm: JWSAlgorithm, count: Int) throws {
        let signature = try #require(try SampleKeys.key(algorithm).sign(["a": 1]).split(separator: ".").last)
        #expect(Base64URL.decode(String(signature))?.count == count)
    }

    @Test("RFC 8032 §5.1.7: S is below the order, so that S + L does not verify too")
    func malleability() throws {
        let key = try SampleKeys.key(.ed25519)
        let parts = try key.sign(["a": 1]).split(separator: ".").map(String.init)
        var signature = try #require(Base64URL.decode(parts[2]))
        let order: [UInt8] = [
            0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ]
        var carry = 0
        for index in 0..<32 {
            let sum = Int(signature[32 + index]) + Int(order[index]) + carry
            signature[32 + index] = UInt8(truncatingIfNeeded: sum)
            carry = sum >> 8
        }
        #expect(carry == 0)
        let jws = try CompactJWS(parts[0] + "." + parts[1] + "." + Base64URL.encode(signature))
        #expect(throws: SignatureError.mismatch) { try jws.verify(with: key.verificationKey, algorithm: .ed25519) }
    }

    @Test("RFC 9864 §2.2: Ed25519 and Ed448 are for their own curve")
    func fullySpecified() throws {
        let ed25519 = try JWK(SampleKeys.key(.ed25519).publicJWK.with("alg", nil))
        let ed448 = try JWK(SampleKeys.key(.ed448).publicJWK.with("alg", nil))
        #expect(ed25519.isUsable(for: .ed25519) && !ed25519.isUsable(for: .ed448))
        #expect(ed448.isUsable(for: .ed448) && !ed448.isUsable(for: .ed25519))
    }

    @Test(
        "RFC 9864: EdDSA and the name of the key's curve are one algorithm, whichever the key and whichever the token has",
        arguments: [("EdDSA", "Ed25519"), ("Ed25519", "EdDSA"), ("Ed25519", "Ed25519"), ("EdDSA", "EdDSA")]
    )
    func oneAlgorithm(keyName: String, tokenName: String) throws {
        let signer = try SampleKeys.key(.ed25519)
        let key = try JWK(signer.publicJWK.with("alg", .string(keyName)))
        let algorithm = try #require(JWSAlgorithm(named: tokenName))
        let jws = try CompactJWS(signer.sign(["a": 1], header: ["alg": .string(tokenName)]))
        #expect(throws: Never.self) { try jws.verify(with: key, algorithm: algorithm) }
        // What the caller allows still decides.
        let other: JWSAlgorithm = tokenName == "EdDSA" ? .ed25519 : .edDSA
        #expect(throws: SignatureError.algorithmMismatch) { try jws.verify(with: key, algorithm: other) }
    }

    @Test("RFC 9864: a key's alg must be of its own curve", arguments: [("Ed25519", "Ed448"), ("Ed448", "Ed25519")])
    func otherCurveAlgorithm(own: String, other: String) throws {
        let algorithm = try #require(JWSAlgorithm(named: own))
        let object = try SampleKeys.key(algorithm).publicJWK.with("alg", .string(other))
        #expect(throws: JWKError.algorithmNotForKey) { try JWK(object) }
    }
}

import JOSE
import Testing

@Suite("RFC 8725, JWT best current practices: keys and algorithms")
struct RFC8725Tests {
    @Test(
        "§2.1 and §3.1: a public key never serves as an HMAC secret",
        arguments: [JWSAlgorithm.rs256, .es256, .ed25519]
    )
    func algorithmConfusion(algorithm: JWSAlgorithm) throws {
        let key = try SampleKeys.key(algorithm)
        // The forger signs with what everybody can read.
        let forger = try SigningKey(jwk: [
            "kty": "oct", "alg": "HS256", "k": .string(Base64URL.encode(key.publicJWK.encoded())),
        ])
        let jws = try CompactJWS(try forger.sign(["sub": "admin"], header: ["kid": .string(key.keyID)]))
        for allowed in JWSAlgorithm.all {
            #expect(throws: SignatureError.self) { try jws.verify(with: key.verificationKey, algorithm: allowed) }
        }
        #expect(JWKSet([key.verificationKey]).candidates(keyID: key.keyID, algorithm: .hs256).isEmpty)
    }

    @Test("§3.1: each key is used with one algorithm: an RS256 key does not verify PS256")
    func oneAlgorithm() throws {
        let key = try SampleKeys.key(.rs256)
        let other = try SigningKey(jwk: key.privateJWK.with("alg", "PS256"))
        let jws = try CompactJWS(try other.sign(["a": 1]))
        #expect(throws: SignatureError.keyNotUsable) { try jws.verify(with: key.verificationKey, algorithm: .ps256) }
    }

    @Test(
        "§3.2: algorithms for encryption and none are not in the table",
        arguments: ["none", "RSA1_5", "RSA-OAEP", "A256GCM", "dir"]
    )
    func currentAlgorithms(name: String) {
        #expect(JWSAlgorithm(named: name) == nil)
    }

    @Test("§3.3: a signature by another key, or over other bytes, gives nothing at all", arguments: JWSAlgorithm.all)
    func everyOperation(algorithm: JWSAlgorithm) throws {
        let key = try SampleKeys.key(algorithm)
        let first = try key.sign(["sub": "a"]).split(separator: ".")
        let second = try key.sign(["sub": "b"]).split(separator: ".")
        let mixed = try CompactJWS("\(first[0]).\(second[1]).\(first[2])")
        #expect(throws: SignatureError.mismatch) { try mixed.verify(with: key.verificationKey, algorithm: algorithm) }
    }

    @Test("§3.4: a point that is not on its curve is no key")
    func invalidPoint() throws {
        let object = try SampleKeys.key(.es256).publicJWK
        #expect(throws: JWKError.notOnCurve) { try JWK(object.with("y", object["x"])) }
    }

    @Test("§3.5: a password is too short for an HMAC key")
    func password() {
        #expect(throws: JWKError.secretTooShort) { try JWK.symmetric(secret: Array("correct horse battery".utf8)) }
    }

    @Test("§3.7: only UTF-8")
    func encoding() {
        #expect(throws: JSONError.self) { try JSONObject(parsing: [0x7B, 0x22, 0xE9, 0x22, 0x3A, 0x31, 0x7D]) }
    }

    @Test(
        "§3.10: a kid is only ever compared",
        arguments: ["../../etc/passwd", "' OR 1=1 --", "a\nb", "a\0b", String(repeating: "k", count: 5000)]
    )
    func keyID(text: String) throws {
        let key = try SampleKeys.key(.es256)
        let jws = try CompactJWS(key.sign(["a": 1], header: ["kid": .string(text)]))
        #expect(jws.header.keyID == text)
        #expect(JWKSet([key.verificationKey]).candidates(keyID: text, algorithm: .es256).isEmpty)
    }
}

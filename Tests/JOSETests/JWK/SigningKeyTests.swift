import JOSE
import TestSupport
import Testing

@Suite
struct SigningKeyTests {
    @Test("A generated key signs what its public half verifies", arguments: JWSAlgorithm.all)
    func roundTrip(algorithm: JWSAlgorithm) throws {
        let key = try SampleKeys.key(algorithm)
        let token = try key.sign(["sub": "someone"])

        let jws = try CompactJWS(token)
        #expect(jws.header.algorithm == algorithm.name)
        #expect(jws.header.keyID == key.keyID)
        #expect(jws.header.type == "JWT")
        #expect(try jws.verifiedClaims(with: key.verificationKey, algorithm: algorithm)["sub"] == "someone")
    }

    @Test("The public JWK is read as a key with the same id", arguments: JWSAlgorithm.all.filter { !$0.isSymmetric })
    func publicJWK(algorithm: JWSAlgorithm) throws {
        let key = try SampleKeys.key(algorithm)
        let set = try JWKSet(parsing: (["keys": [.object(key.publicJWK)]] as JSONObject).encoded())
        let candidate = try #require(set.candidates(keyID: key.keyID, algorithm: algorithm).first)
        let token = try key.sign(["sub": "someone"])
        #expect(throws: Never.self) { try CompactJWS(token).verify(with: candidate, algorithm: algorithm) }
        #expect(key.publicJWK["use"] == "sig")
        #expect(key.publicJWK["alg"]?.stringValue == algorithm.name)
    }

    @Test("The public JWK of a secret gives nothing away")
    func publicSecret() throws {
        let key = try SampleKeys.key(.hs512)
        #expect(key.publicJWK.names.sorted() == ["alg", "kid", "kty", "use"])
    }

    @Test("The private JWK makes the same key again", arguments: JWSAlgorithm.all)
    func privateJWK(algorithm: JWSAlgorithm) throws {
        let key = try SampleKeys.key(algorithm)
        let copy = try SigningKey(jwk: try JSONObject(parsing: key.privateJWK.encoded()))
        #expect(copy.privateJWK == key.privateJWK)
        #expect(copy.keyID == key.keyID)
        let token = try copy.sign(["sub": "someone"])
        #expect(throws: Never.self) { try CompactJWS(token).verify(with: key.verificationKey, algorithm: algorithm) }
    }

    @Test("The id is the thumbprint unless one is given")
    func keyID() throws {
        let key = try SigningKey.generate(.es256)
        #expect(key.keyID == key.verificationKey.thumbprint)
        #expect(try SigningKey.generate(.es256, keyID: "mine").keyID == "mine")
    }

    @Test("alg and kid are set unless the caller sets them; alg comes first")
    func header() throws {
        let key = try SampleKeys.key(.es256)
        let plain = try CompactJWS(key.sign([1], header: [:])).header
        #expect(plain.parameters.names == ["alg", "kid"])
        let own = try CompactJWS(key.sign([1], header: ["kid": "x", "alg": "none", "typ": "dpop+jwt"])).header
        #expect(own.parameters == ["alg": "none", "kid": "x", "typ": "dpop+jwt"])
    }

    @Test("Two keys are never the same", arguments: [JWSAlgorithm.hs256, .es256, .ed25519])
    func distinct(algorithm: JWSAlgorithm) throws {
        #expect(try SigningKey.generate(algorithm).keyID != SigningKey.generate(algorithm).keyID)
    }

    @Test("A public key, a key without alg and a key for another alg cannot sign")
    func invalid() throws {
        let key = try SampleKeys.key(.es256)
        #expect(throws: SigningKeyError.invalidKey(.missingMember("d"))) { try SigningKey(jwk: key.publicJWK) }
        #expect(throws: SigningKeyError.invalidKey(.missingMember("alg"))) {
            try SigningKey(jwk: key.privateJWK.with("alg", nil))
        }
        #expect(throws: SigningKeyError.invalidKey(.algorithmNotForKey)) {
            try SigningKey(jwk: key.privateJWK.with("alg", "ES384"))
        }
        #expect(throws: SigningKeyError.invalidKey(.algorithmNotForKey)) {
            try SigningKey(jwk: key.privateJWK.with("alg", "HS256"))
        }
    }

    @Test("Halves of two keys do not make one", arguments: [JWSAlgorithm.rs256, .es256, .es256k, .ed25519, .ed448])
    func halves(algorithm: JWSAlgorithm) throws {
        let key = try SigningKey.generate(algorithm).privateJWK
        let other = try SampleKeys.key(algorithm).privateJWK
        var mixed = key
        for name in ["d", "p", "q", "dp", "dq", "qi"] where key[name] != nil { mixed[name] = other[name] }
        #expect(throws: SigningKeyError.self) { try SigningKey(jwk: mixed) }
    }
}

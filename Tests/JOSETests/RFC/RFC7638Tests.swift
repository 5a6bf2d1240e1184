import JOSE
import Testing

@Suite("RFC 7638, JWK thumbprint")
struct RFC7638Tests {
    private static let example: JSONObject = [
        "kty": "RSA",
        "n": .string(
            "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiF"
                + "V4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZg"
                + "nYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBni"
                + "Iqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
        ),
        "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
    ]

    @Test("§3.1: the example")
    func rsa() throws {
        #expect(try JWK(RFC7638Tests.example).thumbprint == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs")
    }

    @Test("§3.2: other members and the order of members change nothing")
    func requiredMembersOnly() throws {
        let reordered: JSONObject = [
            "new": 1, "e": "AQAB", "use": "sig", "n": RFC7638Tests.example["n"] ?? nil, "kty": "RSA",
        ]
        #expect(try JWK(reordered).thumbprint == JWK(RFC7638Tests.example).thumbprint)
    }

    @Test("RFC 8037 A.3: an Ed25519 key")
    func ed25519() throws {
        let key = try JWK(["kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"])
        #expect(key.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k")
    }

    @Test("RFC 9449 §6.1: the key of the DPoP examples")
    func elliptic() throws {
        let proof = try #require(try Vectors.object("rfc9449.json")["proof_4_1"]?.stringValue)
        let key = try JWK(try #require(try CompactJWS(proof).header.parameters["jwk"]?.objectValue))
        #expect(key.thumbprint == "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I")
    }

    @Test("§3.2.1: of a symmetric key, k and kty")
    func symmetric() throws {
        let secret = (0..<32).map { UInt8($0) }
        let json = #"{"k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8","kty":"oct"}"#
        #expect(try JWK.symmetric(secret: secret).thumbprint == Base64URL.encode(SHA256.digest(of: json)))
    }

    @Test(
        "a thumbprint can be told without the key being made",
        arguments: [JWSAlgorithm.rs256, .es256, .es512, .es256k, .ed25519, .ed448]
    )
    func withoutKey(algorithm: JWSAlgorithm) throws {
        let key = try SampleKeys.key(algorithm)
        #expect(try JWK.thumbprint(of: key.publicJWK) == key.verificationKey.thumbprint)
    }

    @Test("what has no thumbprint of a public key is refused")
    func none() {
        #expect(throws: JWKError.symmetric) { try JWK.thumbprint(of: ["kty": "oct", "k": "AQAB"]) }
        #expect(throws: JWKError.unsupportedKeyType) { try JWK.thumbprint(of: ["kty": "x"]) }
        #expect(throws: JWKError.missingMember("y")) {
            try JWK.thumbprint(of: ["kty": "EC", "crv": "P-256", "x": "AQAB"])
        }
        #expect(throws: JWKError.malformedMember("n")) { try JWK.thumbprint(of: ["kty": "RSA", "n": 1, "e": "AQAB"]) }
    }

    @Test("§3.2.2: the private members change nothing", arguments: [JWSAlgorithm.rs256, .es256, .ed25519, .ed448])
    func privateKey(algorithm: JWSAlgorithm) throws {
        let key = try SampleKeys.key(algorithm)
        #expect(key.keyID == (try JWK(key.publicJWK).thumbprint))
    }

    @Test(
        "§4 and §7: another spelling of one key is refused, not hashed",
        arguments: ["AQAB=", "AAEAAQ", "AQA B", "AQAC"]
    )
    func otherSpellings(exponent: String) {
        #expect(throws: JWKError.self) { try JWK(RFC7638Tests.example.with("e", .string(exponent))) }
    }
}

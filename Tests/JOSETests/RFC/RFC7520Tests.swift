import JOSE
import Testing

@Suite("RFC 7520, examples of protecting content")
struct RFC7520Tests {
    @Test(
        "§4.1 to §4.4: the compact serialisation verifies",
        arguments: [
            "4_1.rsa_v15_signature", "4_2.rsa-pss_signature", "4_3.ecdsa_signature",
            "4_4.hmac-sha2_integrity_protection",
        ]
    )
    func signatures(name: String) throws {
        let vector = try Vectors.object("rfc7520-jws/\(name).json")
        let input = try #require(vector["input"]?.objectValue)
        let object = try #require(input["key"]?.objectValue)
        let algorithm = try #require(input["alg"]?.stringValue.flatMap { JWSAlgorithm(named: $0) })
        let text = try #require(vector["output"]?.objectValue?["compact"]?.stringValue)
        let key = try SigningKey(jwk: object.with("alg", .string(algorithm.name))).verificationKey

        let jws = try CompactJWS(text)
        #expect(jws.header.keyID == object["kid"]?.stringValue)
        try jws.verify(with: key, algorithm: algorithm)
        #expect(String(decoding: jws.payload, as: UTF8.self) == input["payload"]?.stringValue)
    }

    @Test(
        "§4.1 and §4.4: signing makes the very same text",
        arguments: ["4_1.rsa_v15_signature", "4_4.hmac-sha2_integrity_protection"]
    )
    func reproducible(name: String) throws {
        let vector = try Vectors.object("rfc7520-jws/\(name).json")
        let input = try #require(vector["input"]?.objectValue)
        let object = try #require(input["key"]?.objectValue)
        let payload = try #require(input["payload"]?.stringValue)
        let header = try #require(vector["signing"]?.objectValue?["protected"]?.objectValue)
        let key = try SigningKey(jwk: object.with("alg", input["alg"]))
        #expect(
            try key.sign(Array(payload.utf8), header: header) == vector["output"]?.objectValue?["compact"]?.stringValue
        )
    }

    @Test("§4.5: with detached content the compact form does not verify as it stands")
    func detached() throws {
        let vector = try Vectors.object("rfc7520-jws/4_5.signature_with_detached_content.json")
        let input = try #require(vector["input"]?.objectValue)
        let key = try SigningKey(jwk: try #require(input["key"]?.objectValue).with("alg", "HS256")).verificationKey
        let jws = try CompactJWS(try #require(vector["output"]?.objectValue?["compact"]?.stringValue))
        #expect(jws.payload.isEmpty)
        #expect(throws: SignatureError.mismatch) { try jws.verify(with: key, algorithm: .hs256) }
    }

    @Test(
        "§4.6 to §4.8: the JSON serialisations are refused",
        arguments: ["4_6.protecting_specific_header_fields", "4_7.protecting_content_only", "4_8.multiple_signatures"]
    )
    func jsonSerialisation(name: String) throws {
        let output = try #require(try Vectors.object("rfc7520-jws/\(name).json")["output"]?.objectValue)
        #expect(throws: CompactJWSError.self) { try CompactJWS(try #require(output["json"]?.objectValue).encoded()) }
    }

    @Test(
        "§3.1 and §3.3: the public keys are read",
        arguments: [("3_1.ec_public_key", JWSAlgorithm.es512), ("3_3.rsa_public_key", .rs256)]
    )
    func publicKeys(name: String, algorithm: JWSAlgorithm) throws {
        let key = try JWK(try Vectors.object("rfc7520-jwk/\(name).json"))
        #expect(key.keyID == "bilbo.baggins@hobbiton.example")
        #expect(key.isUsable(for: algorithm))
    }

    @Test(
        "§3.2 and §3.4: a private key is refused as a public one, and signs for it",
        arguments: [
            ("3_2.ec_private_key", "3_1.ec_public_key", JWSAlgorithm.es512),
            ("3_4.rsa_private_key", "3_3.rsa_public_key", .ps256),
        ]
    )
    func privateKeys(privateName: String, publicName: String, algorithm: JWSAlgorithm) throws {
        let object = try Vectors.object("rfc7520-jwk/\(privateName).json")
        #expect(throws: JWKError.privateMember("d")) { try JWK(object) }
        let token = try SigningKey(jwk: object.with("alg", .string(algorithm.name))).sign(["a": 1])
        let key = try JWK(try Vectors.object("rfc7520-jwk/\(publicName).json"))
        #expect(throws: Never.self) { try CompactJWS(token).verify(with: key, algorithm: algorithm) }
    }

    @Test(
        "§3.5 and §3.6: symmetric keys are refused as public ones",
        arguments: ["3_5.symmetric_key_mac_computation", "3_6.symmetric_key_encryption"]
    )
    func symmetricKeys(name: String) throws {
        let object = try Vectors.object("rfc7520-jwk/\(name).json")
        #expect(throws: JWKError.symmetric) { try JWK(object) }
    }
}

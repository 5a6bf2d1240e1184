import JOSE
import Testing

@Suite("Keys that encrypt")
struct EncryptionKeyTests {
    @Test(
        "What each makes, its other half reads, whatever it is encrypted with",
        arguments: KeyManagementAlgorithm.allCases
    )
    func roundTrip(algorithm: KeyManagementAlgorithm) throws {
        for encryption in ContentEncryptionAlgorithm.allCases {
            let key =
                try algorithm == .direct
                ? DecryptionKey.generate(.direct, for: encryption) : SampleDecryptionKeys.key(algorithm)
            let text = try key.encryptionKey.encrypt("a.b.c", algorithm, encryption)
            let jwe = try CompactJWE(text)
            #expect(jwe.header.algorithm == algorithm.name && jwe.header.encryption == encryption.name)
            #expect(jwe.header.keyID == key.keyID && jwe.header.contentType == "JWT")
            #expect(try key.decrypt(jwe) == Array(text: "a.b.c"))
            #expect(try key.encryptionKey.encrypt("a.b.c", algorithm, encryption) != text)
        }
    }

    @Test("On every curve", arguments: ["ECDH-ES", "P-384", "X25519"])
    func curves(name: String) throws {
        let key = try SampleDecryptionKeys.key(name)
        let both = try DecryptionKey(jwk: key.privateJWK.with("alg", nil))
        for algorithm in [KeyManagementAlgorithm.ecdhES, .ecdhESA128KW, .ecdhESA256KW] {
            let header: JSONObject = ["apu": "QWxpY2U", "apv": "Qm9i"]
            let text = try both.encryptionKey.encrypt([1, 2], algorithm, .a256CBCHS512, header: header)
            #expect(try both.decrypt(CompactJWE(text)) == [1, 2])
        }
    }

    @Test("The public half is all that it takes, and has nothing private")
    func publicHalf() throws {
        for (_, key) in SampleDecryptionKeys.all where key.summary.keyType != "oct" {
            let jwk = key.encryptionKey.publicJWK
            for name in ["d", "p", "q", "dp", "dq", "qi", "k"] { #expect(!jwk.contains(name)) }
            let text = try EncryptionKey(jwk: jwk).encrypt([7])
            #expect(try key.decrypt(CompactJWE(text)) == [7])
        }
        let secret = try SampleDecryptionKeys.key(.direct)
        #expect(!secret.encryptionKey.publicJWK.contains("k"))
    }

    @Test("Where nothing is asked for, it is AES GCM with the longest key")
    func defaults() throws {
        let jwe = try CompactJWE(SampleDecryptionKeys.key(.rsaOAEP256).encryptionKey.encrypt([1]))
        #expect(jwe.header.algorithm == "RSA-OAEP-256" && jwe.header.encryption == "A256GCM")
        let short = try DecryptionKey.generate(.direct, for: .a128GCM)
        #expect(try CompactJWE(short.encryptionKey.encrypt([1])).header.encryption == "A128GCM")
    }

    @Test("What the key is not for, it does not make")
    func otherAlgorithm() throws {
        let key = try SampleDecryptionKeys.key(.rsaOAEP256).encryptionKey
        #expect(throws: DecryptionKeyError.unsupportedAlgorithm) { try key.encrypt([1], .rsaOAEP) }
        #expect(throws: DecryptionKeyError.unsupportedAlgorithm) { try key.encrypt([1], .ecdhES) }
        let secret = try SampleDecryptionKeys.key(.direct).encryptionKey
        #expect(throws: DecryptionKeyError.unsupportedAlgorithm) { try secret.encrypt([1], .direct, .a128GCM) }
    }
}

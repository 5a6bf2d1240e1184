import JOSE
import Testing

@Suite("RFC 7516, JSON Web Encryption, and the examples of RFC 7520")
struct RFC7516Tests {
    @Test(
        "What an RFC encrypted is decrypted",
        arguments: [
            "rfc7516-jwe/A_1.rsa-oaep", "rfc7520-jwe/5_2.rsa-oaep", "rfc7520-jwe/5_4.ecdh-es_a128kw",
            "rfc7520-jwe/5_5.ecdh-es", "rfc7520-jwe/5_6.dir",
        ]
    )
    func decrypts(name: String) throws {
        let vector = try Vectors.object("\(name).json")
        let key = try DecryptionKey(jwk: try #require(vector["key"]?.objectValue))
        let jwe = try CompactJWE(try #require(vector["compact"]?.stringValue))
        #expect(jwe.header.keyID == key.keyID)
        let plaintext = try DecryptionKeySet([key]).decrypt(jwe)
        #expect(String(decoding: plaintext, as: UTF8.self) == vector["plaintext"]?.stringValue)
    }

    @Test(
        "What an RFC encrypted in another way is not, though there is a key of the right kind",
        arguments: [
            "rfc7516-jwe/A_2.rsa_v15", "rfc7516-jwe/A_3.a128kw", "rfc7520-jwe/5_1.rsa_v15", "rfc7520-jwe/5_7.a256gcmkw",
            "rfc7520-jwe/5_8.a128kw",
        ]
    )
    func refuses(name: String) throws {
        let vector = try Vectors.object("\(name).json")
        let key = try DecryptionKey(jwk: try #require(vector["key"]?.objectValue).with("alg", nil))
        let jwe = try CompactJWE(try #require(vector["compact"]?.stringValue))
        #expect(throws: DecryptionError.self) { try key.decrypt(jwe) }
        #expect(throws: DecryptionError.self) { try DecryptionKeySet([key]).decrypt(jwe) }
    }

    @Test("RFC 7520 §5.3: a password decrypts nothing")
    func password() throws {
        let vector = try Vectors.object("rfc7520-jwe/5_3.pbes2.json")
        let jwe = try CompactJWE(try #require(vector["compact"]?.stringValue))
        #expect(KeyManagementAlgorithm(named: jwe.header.algorithm) == nil)
    }

    @Test("RFC 7520 §5.9: nothing compressed is looked at")
    func compressed() throws {
        let vector = try Vectors.object("rfc7520-jwe/5_9.compressed.json")
        let text = try #require(vector["compact"]?.stringValue)
        #expect(throws: CompactJWEError.compressed) { try CompactJWE(text) }
    }
}

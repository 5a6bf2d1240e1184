import JOSE
import Testing

@Suite
struct SHA256Tests {
    @Test(
        "The digests of FIPS 180-4's examples",
        arguments: [
            ("", "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"),
            ("abc", "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"),
        ]
    )
    func vectors(text: String, digest: String) {
        #expect(Base64URL.encode(SHA256.digest(of: text)) == digest)
        #expect(SHA256.digest(of: Array(text.utf8)) == SHA256.digest(of: text))
    }

    @Test("ath of RFC 9449 §7.1")
    func accessTokenHash() throws {
        let token = try #require(try Vectors.object("rfc9449.json")["access_token_7_1"]?.stringValue)
        #expect(Base64URL.encode(SHA256.digest(of: token)) == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo")
    }
}

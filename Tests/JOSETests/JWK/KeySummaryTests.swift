import Testing

@testable import JOSE

@Suite struct KeySummaryTests {
    private func summary(_ text: String) throws -> KeySummary {
        KeySummary(try JSONObject(parsing: Array(text.utf8)))
    }

    @Test func saysWhatTheKeySays() throws {
        let modulus = Base64URL.encode([0x80] + [UInt8](repeating: 1, count: 255))
        let rsa = try summary(#"{"kty":"RSA","n":"\#(modulus)","e":"AQAB","alg":"RSA-OAEP"}"#)
        #expect(rsa.keyType == "RSA")
        #expect(rsa.bits == 2048)
        #expect(rsa.curve == nil)
        #expect(rsa.algorithm == "RSA-OAEP")
        let other = try summary(#"{"kty":1,"crv":"P-256","alg":null,"n":"?"}"#)
        #expect(other.keyType == nil)
        #expect(other.curve == "P-256")
        #expect(other.bits == nil)
        #expect(other.algorithm == nil)
    }

    @Test(arguments: [
        #"{"use":"enc"}"#, #"{"alg":"RSA-OAEP-256"}"#, #"{"alg":"RSA1_5"}"#, #"{"alg":"ECDH-ES"}"#,
        #"{"alg":"ECDH-ES+A128KW"}"#, #"{"alg":"A256GCMKW"}"#, #"{"alg":"dir"}"#, #"{"crv":"X25519"}"#,
        #"{"key_ops":["wrapKey","unwrapKey"]}"#, #"{"key_ops":["deriveBits"]}"#, #"{"alg":"PBES2-HS256+A128KW"}"#,
    ])
    func knowsWhatIsForEncryption(text: String) throws {
        #expect(try summary(text).isForEncryption)
    }

    @Test(arguments: [
        "{}", #"{"use":"sig"}"#, #"{"use":"ENC"}"#, #"{"alg":"RS256"}"#, #"{"alg":"direct"}"#, #"{"crv":"Ed25519"}"#,
        #"{"key_ops":["verify","encrypt"]}"#, #"{"key_ops":[]}"#, #"{"alg":7}"#,
    ])
    func knowsWhatIsNot(text: String) throws {
        #expect(try !summary(text).isForEncryption)
    }

    @Test func aKeyThatServesHasTheSame() throws {
        let text = #"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","use":"enc"}"#
        let object = try JSONObject(parsing: Array(text.utf8))
        #expect(try JWK(object).summary == KeySummary(object))
    }
}

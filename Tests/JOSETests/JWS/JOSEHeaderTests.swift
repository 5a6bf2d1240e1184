import JOSE
import Testing

@Suite("JOSEHeader, RFC 7515 §4.1")
struct JOSEHeaderTests {
    @Test(
        "Any crit is refused: no extension is understood (RFC 7515 §4.1.11)",
        arguments: [
            "[]", "null", "{}", "\"exp\"", "[\"exp\"]", "[\"b64\"]", "[\"alg\"]", "[1]", "[\"exp\",\"exp\"]", "false",
        ]
    )
    func critical(value: String) {
        let text = compact(header: #"{"alg":"RS256","exp":1,"b64":true,"crit":\#(value)}"#)
        #expect(throws: CompactJWSError.critical) { try CompactJWS(text) }
    }

    @Test("An unencoded payload is refused (RFC 7797 §3)", arguments: ["false", "null", "0", "1", "\"true\"", "[]"])
    func unencodedPayload(value: String) {
        let text = compact(header: #"{"alg":"RS256","b64":\#(value)}"#)
        #expect(throws: CompactJWSError.unencodedPayload) { try CompactJWS(text) }
    }

    @Test("An encoded payload may be said to be one")
    func encodedPayload() {
        #expect(throws: Never.self) { try CompactJWS(compact(header: #"{"alg":"RS256","b64":true}"#)) }
    }

    @Test(
        "alg is there and a string (RFC 7515 §4.1.1)",
        arguments: ["{}", #"{"alg":null}"#, #"{"alg":1}"#, #"{"alg":["RS256"]}"#, #"{"ALG":"RS256"}"#]
    )
    func algorithmMissing(header: String) {
        #expect(throws: CompactJWSError.algorithmMissing) { try CompactJWS(compact(header: header)) }
    }

    @Test("kid is a string (RFC 7515 §4.1.4)", arguments: ["1", "null", "[\"a\"]", "{}", "true", "1.5"])
    func keyID(value: String) {
        let text = compact(header: #"{"alg":"RS256","kid":\#(value)}"#)
        #expect(throws: CompactJWSError.keyIDNotString) { try CompactJWS(text) }
    }

    @Test("typ is a string (RFC 7515 §4.1.9)", arguments: ["1", "null", "[\"JWT\"]"])
    func type(value: String) {
        let text = compact(header: #"{"alg":"RS256","typ":\#(value)}"#)
        #expect(throws: CompactJWSError.typeNotString) { try CompactJWS(text) }
    }

    @Test("Parameters that are not known are ignored (RFC 7515 §4.2), keys in the header too (§4.1.2 to §4.1.6)")
    func ignored() throws {
        let header = #"{"alg":"RS256","jku":"https://evil.example/","jwk":{"kty":"oct"},"x5u":"u","x5c":[1],"new":1}"#
        let jws = try CompactJWS(compact(header: header))
        #expect(jws.header.keyID == nil)
        #expect(jws.header.parameters.count == 6)
    }
}

import JOSE
import Testing

@Suite("The form of a compact JWE")
struct CompactJWETests {
    private func text(header: String, _ rest: String = "AA.AA.AA.AA") -> String {
        Base64URL.encode(header.utf8) + "." + rest
    }

    private func error(_ text: String) -> CompactJWEError? {
        do throws(CompactJWEError) {
            _ = try CompactJWE(text)
            return nil
        } catch {
            return error
        }
    }

    @Test("Five parts, of which all but the header may be empty")
    func parts() throws {
        let header = #"{"alg":"dir","enc":"A256GCM","kid":"k","cty":"JWT","x":1}"#
        let jwe = try CompactJWE(text(header: header, "..."))
        #expect(jwe.header.algorithm == "dir" && jwe.header.encryption == "A256GCM")
        #expect(jwe.header.keyID == "k" && jwe.header.contentType == "JWT")
        for rest in ["", "AA", "AA.AA", "AA.AA.AA", "AA.AA.AA.AA.AA", "...."] {
            #expect(error(text(header: header, rest)) == .notFiveParts)
        }
    }

    @Test("Five parts are known by their dots")
    func isLike() {
        #expect(CompactJWE.isLike("...."))
        #expect(CompactJWE.isLike("a.b.c.d.e"))
        for text in ["", "a", "a.b.c", "a.b.c.d", "a.b.c.d.e.f"] { #expect(!CompactJWE.isLike(text)) }
    }

    @Test("Every part is strict base64url")
    func base64URL() {
        let header = #"{"alg":"dir","enc":"A256GCM"}"#
        #expect(error("e30=.AA.AA.AA.AA") == .notBase64URL(.header))
        #expect(error(text(header: header, "A.AA.AA.AA")) == .notBase64URL(.encryptedKey))
        #expect(error(text(header: header, "AA.A+.AA.AA")) == .notBase64URL(.initializationVector))
        #expect(error(text(header: header, "AA.AA.AB.AA")) == .notBase64URL(.ciphertext))
        #expect(error(text(header: header, "AA.AA.AA.A A")) == .notBase64URL(.authenticationTag))
    }

    @Test(
        "What a header must not say, or must",
        arguments: [
            (#"{"alg":"dir"}"#, CompactJWEError.encryptionMissing), (#"{"enc":"A256GCM"}"#, .algorithmMissing),
            (#"{"alg":1,"enc":"A256GCM"}"#, .algorithmMissing), (#"{"alg":"dir","enc":null}"#, .encryptionMissing),
            (#"{"alg":"dir","enc":"A256GCM","zip":"DEF"}"#, .compressed),
            (#"{"alg":"dir","enc":"A256GCM","zip":null}"#, .compressed),
            (#"{"alg":"dir","enc":"A256GCM","crit":["exp"],"exp":1}"#, .critical),
            (#"{"alg":"dir","enc":"A256GCM","crit":[]}"#, .critical),
            (#"{"alg":"dir","enc":"A256GCM","kid":1}"#, .keyIDNotString),
            (#"{"alg":"dir","enc":"A256GCM","cty":[]}"#, .contentTypeNotString),
        ]
    )
    func header(text: String, expected: CompactJWEError) {
        #expect(error(self.text(header: text)) == expected)
        #expect(!"\(expected)".isEmpty)
    }

    @Test(
        "A header is one JSON object with no member twice",
        arguments: ["", "[]", "{", #"{"alg":"dir","alg":"dir"}"#]
    )
    func json(header: String) {
        guard case .headerNotJSONObject = error(text(header: header)) else {
            Issue.record("accepted: \(header)")
            return
        }
    }
}

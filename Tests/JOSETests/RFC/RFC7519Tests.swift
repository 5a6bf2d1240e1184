import JOSE
import TestSupport
import Testing

@Suite("RFC 7519, JSON Web Token: what parsing decides")
struct RFC7519Tests {
    private func claims(_ text: String) throws -> JSONObject {
        let key = try SampleKeys.key(.es256)
        let jws = try CompactJWS(key.sign(Array(text.utf8)))
        return try jws.verifiedClaims(with: key.verificationKey, algorithm: .es256)
    }

    @Test(
        "§7.2: the claims are one JSON object",
        arguments: ["[]", "null", "1", "\"a\"", "", "{", "{}{}", "\u{FEFF}{}"]
    )
    func notAnObject(text: String) throws {
        #expect(throws: JSONError.self) { try claims(text) }
    }

    @Test("§4: a claim is there once", arguments: [#"{"iss":"A","iss":"B"}"#, #"{"cnf":{"jkt":"a","jkt":"b"}}"#])
    func duplicateClaims(text: String) throws {
        #expect(throws: JSONError.self) { try claims(text) }
    }

    @Test("§4 and §10.12: claim names are exact: ISS is not iss")
    func exactNames() throws {
        let claims = try self.claims(#"{"iss":"A","ISS":"B"}"#)
        #expect(claims["iss"] == "A")
        #expect(claims["ISS"] == "B")
    }

    @Test(
        "§2: a NumericDate may have a fraction",
        arguments: [("1700000000", 1_700_000_000), ("1700000000.5", 1_700_000_000.5), ("1.7e9", 1.7e9)]
    )
    func numericDate(text: String, value: Double) throws {
        #expect(try claims("{\"exp\":\(text)}")["exp"]?.doubleValue == value)
    }

    @Test("§2: what is no finite number is no JSON", arguments: ["NaN", "Infinity", "1e999", "0x1", "01", "1_000"])
    func notANumber(text: String) throws {
        #expect(throws: JSONError.self) { try claims("{\"exp\":\(text)}") }
    }

    @Test("§4: claims that are not known are there for whoever asks")
    func unknownClaims() throws {
        #expect(
            try claims(#"{"https://example.com/role":["a"]}"#)["https://example.com/role"] == ["a"]
        )
    }

    @Test("§3.1: the example is the one of RFC 7515 A.1")
    func example() throws {
        let jws = try CompactJWS(
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
                + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        )
        #expect(jws.header.parameters == ["typ": "JWT", "alg": "HS256"])
        #expect(try JSONObject(parsing: jws.payload)["exp"] == 1_300_819_380)
    }

    @Test("§6.1: an unsecured JWT is refused by every key")
    func unsecured() throws {
        let jws = try CompactJWS("eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ.")
        for algorithm in JWSAlgorithm.all {
            #expect(throws: SignatureError.self) {
                try jws.verify(with: try SampleKeys.key(algorithm).verificationKey, algorithm: algorithm)
            }
        }
    }

    @Test("§5.2 and §7.2: an encrypted token, of five parts, is no compact JWS")
    func encrypted() {
        #expect(throws: CompactJWSError.notThreeParts) { try CompactJWS("eyJhbGciOiJkaXIifQ..AA.AA.AA") }
    }
}

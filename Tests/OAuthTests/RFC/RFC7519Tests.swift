import JOSE
import Testing
import Text

@testable import OAuth

@Suite("RFC 7519, JSON Web Token: what judging a token decides")
struct RFC7519Tests {
    private func code(_ claims: JSONObject) async throws -> TokenValidationError.Code? {
        try await TokenFixtures.validator().refusal(of: TokenFixtures.token(claims))?.code
    }

    private func code(payload: String) async throws -> TokenValidationError.Code? {
        try await TokenFixtures.validator().refusal(of: TokenFixtures.token(payload: payload))?.code
    }

    /// The good claims, with more text before the last brace.
    private func payload(adding text: String) -> String {
        String(decoding: TokenFixtures.claims.encoded().dropLast(), as: UTF8.self) + text + "}"
    }

    @Test("§7.2: the payload is a JSON object", arguments: ["[]", "null", "\"a\"", "1", "", "{}{}", "[{}]", "{"])
    func object(payload: String) async throws {
        #expect(try await code(payload: payload) == .tokenMalformed)
    }

    @Test("§4: a claim that is there twice is refused, the one that is looked at as the other")
    func duplicates() async throws {
        #expect(try await code(payload: payload(adding: "")) == nil)
        for text in [
            #","iss":"https://issuer.example/""#, #","sub":"other""#, #","x":1,"x":1"#, #","x":{"y":1,"y":2}"#,
            // The same name, written otherwise.
            #","\u0069ss":"https://issuer.example/""#, #","e\u0078p":1900000000"#,
        ] {
            #expect(try await code(payload: payload(adding: text)) == .tokenMalformed, "\(text)")
        }
    }

    @Test("§4.1.1, §4.1.2: iss and sub are compared case-sensitively and as they are, without normalisation")
    func stringOrURI() async throws {
        for issuer in [
            "https://ISSUER.example/", "https://issuer.example", "https://issuer.example:443/",
            "https://issuer.example/./",
            "https://issuer.example/%2F", "https://issuer.example/ ",
        ] {
            #expect(try await code(TokenFixtures.claims.with("iss", .string(issuer))) == .invalidIssuer, "\(issuer)")
        }
        let token = try await TokenFixtures.validator().validate(
            TokenFixtures.token(TokenFixtures.claims.with("sub", "Cafe\u{301}")),
            at: TokenFixtures.now
        )
        #expect(token.subject?.isSameText(as: "Cafe\u{301}") == true)
    }

    @Test("§4.1.3: aud, a string or an array of strings, must contain us")
    func audience() async throws {
        #expect(try await code(TokenFixtures.claims.with("aud", "https://api.example")) == nil)
        #expect(try await code(TokenFixtures.claims.with("aud", ["x", "https://api.example"])) == nil)
        for other in [nil, "x", [], ["x"], ["https://api.example", 1], 1] as [JSONValue?] {
            #expect(try await code(TokenFixtures.claims.with("aud", other)) == .invalidAudience)
        }
    }

    @Test("§4.1.4: now must be before exp, beyond a small leeway")
    func expiration() async throws {
        #expect(try await code(TokenFixtures.claims.with("exp", 1_699_999_971)) == nil)
        #expect(try await code(TokenFixtures.claims.with("exp", 1_699_999_970)) == .tokenExpired)
    }

    @Test("§4.1.5: now must not be before nbf, beyond a small leeway")
    func notBefore() async throws {
        #expect(try await code(TokenFixtures.claims.with("nbf", 1_700_000_030)) == nil)
        #expect(try await code(TokenFixtures.claims.with("nbf", 1_700_000_031)) == .tokenNotYetValid)
    }

    @Test(
        "§2: a NumericDate may have a fraction or an exponent",
        arguments: ["1700000000.5", "1.7000036E9", "17000036e2"]
    )
    func numericDate(text: String) async throws {
        let claims = String(decoding: TokenFixtures.claims.with("exp", nil).encoded().dropLast(), as: UTF8.self)
        #expect(try await code(payload: claims + ",\"exp\":\(text)}") == nil)
    }

    @Test(
        "§2: what is no date is refused: strings, negative and huge numbers, what is no JSON number",
        arguments: [
            ("\"1700003600\"", .invalidClaims), ("-1", .invalidClaims), ("1e300", .invalidClaims),
            ("99999999999999999999", .invalidClaims), ("true", .invalidClaims),
            ("[1700003600]", .invalidClaims), ("1e999", .tokenMalformed), ("NaN", .tokenMalformed),
            ("Infinity", .tokenMalformed), ("0x7FFFFFFF", .tokenMalformed), ("+1700003600", .tokenMalformed),
        ] as [(String, TokenValidationError.Code)]
    )
    func noNumericDate(text: String, expected: TokenValidationError.Code) async throws {
        for name in ["exp", "nbf", "iat"] {
            let claims = String(decoding: TokenFixtures.claims.with(name, nil).encoded().dropLast(), as: UTF8.self)
            #expect(try await code(payload: claims + ",\"\(name)\":\(text)}") == expected, "\(name)")
        }
    }

    @Test("§4.1.6: iat is a number when it is there")
    func issuedAt() async throws {
        #expect(try await code(TokenFixtures.claims.with("iat", nil)) == nil)
        #expect(try await code(TokenFixtures.claims.with("iat", "1699999940")) == .invalidClaims)
    }

    @Test("§4: claims that are not known are ignored")
    func unknownClaims() async throws {
        #expect(
            try await code(payload: payload(adding: #","https://x.example/y":[{}],"EXP":0,"Iss":1,"":null"#)) == nil
        )
    }

    @Test("null counts as absent in every claim but cnf")
    func null() async throws {
        for name in ["sub", "azp", "client_id", "nbf", "iat", "jti", "scope", "scp", "permissions", "roles", "at_hash"]
        {
            #expect(try await code(TokenFixtures.claims.with(name, .null)) == nil, "\(name)")
        }
        #expect(try await code(TokenFixtures.claims.with("iss", .null)) == .invalidIssuer)
        #expect(try await code(TokenFixtures.claims.with("aud", .null)) == .invalidAudience)
        #expect(try await code(TokenFixtures.claims.with("exp", .null)) == .invalidClaims)
        #expect(try await code(TokenFixtures.claims.with("cnf", .null)) == .invalidClaims)
    }

    @Test("§5.1: typ is compared without case, and without application/", arguments: ["jwt", "JWT", "application/JWT"])
    func type(type: String) async throws {
        let token = try TokenFixtures.token(header: ["typ": .string(type)])
        #expect(try await TokenFixtures.validator().refusal(of: token) == nil)
    }

    @Test("§5.3: claims that are repeated in the header decide nothing")
    func replicatedClaims() async throws {
        let header: JSONObject = ["iss": "https://evil.example/", "aud": "x", "exp": 1, "sub": "x"]
        #expect(try await TokenFixtures.validator().refusal(of: TokenFixtures.token(header: header)) == nil)
        let expired = try TokenFixtures.token(TokenFixtures.claims.with("exp", 1), header: ["exp": 1_900_000_000])
        #expect(try await TokenFixtures.validator().refusal(of: expired)?.code == .tokenExpired)
    }

    @Test("§6: an unsecured JWT is refused", arguments: ["none", "NONE", "nOnE"])
    func unsecured(algorithm: String) async throws {
        let header = Base64URL.encode(Array("{\"alg\":\"\(algorithm)\"}".utf8))
        let text = header + "." + Base64URL.encode(TokenFixtures.claims.encoded()) + "."
        #expect(try await TokenFixtures.validator().refusal(of: text)?.code == .invalidAlgorithm)
    }
}

import JOSE
import JWKS
import OAuth
import Testing

@testable import bearerd

@Suite struct ExplanationReportTests {
    private static let now = NumericDate(secondsSinceEpoch: 1_700_000_000)
    private static let claims: JSONObject = [
        "iss": "https://issuer.example/", "sub": "auth0|someone", "aud": ["api"], "exp": 1_700_003_600,
    ]
    private static let key = Result { () throws(SigningKeyError) in try SigningKey.generate(.es256, keyID: "k1") }

    private func token(_ claims: JSONObject = claims) throws -> String {
        try Self.key.get().sign(claims)
    }

    private func explain(_ token: String) async throws -> TokenExplanation {
        let policy = IssuerPolicy(
            issuer: "https://issuer.example/",
            audiences: ["api"],
            algorithms: [.es256],
            keySource: .fixed(JWKSet([try Self.key.get().verificationKey]))
        )
        let cache = JWKSCache(fetch: { _ in FetchedDocument(body: []) })
        return await AccessTokenValidator(policies: [policy], cache: cache).explain(token, at: Self.now)
    }

    private func changed(_ name: String, _ value: JSONValue) -> JSONObject {
        var claims = Self.claims
        claims[name] = value
        return claims
    }

    // MARK: For people

    @Test func aGoodTokenIsToldLineByLine() async throws {
        let report = ExplanationReport.text(try await explain(token()))
        let lines = report.split(separator: "\n").map(String.init)
        #expect(lines.first == "header")
        #expect(lines.last == "accepted")
        for line in [
            "  kid: \"k1\"", "claims", "  iss: \"https://issuer.example/\"",
            "  exp: 1700003600  (2023-11-14T23:13:20Z)",
            "  aud: [\"api\"]", "checks", "  pass algorithm: alg is ES256", "  pass signature: kid is k1",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
    }

    @Test func aRefusalIsToldWithItsReasonAndHints() async throws {
        let report = ExplanationReport.text(try await explain(token(changed("aud", "api/"))))
        let lines = report.split(separator: "\n").map(String.init)
        #expect(lines.contains("  FAIL [invalid_audience] audience: aud is api/; accepted: api"))
        #expect(lines.contains { $0.hasPrefix("hint: The audiences differ by a slash") })
        #expect(lines.last == "refused: invalid_audience")
    }

    @Test func whatCouldNotBeLookedAtIsSkipped() async throws {
        let report = ExplanationReport.text(try await explain(token(changed("iss", "https://other.example/"))))
        #expect(report.contains("\n  skip signature: the keys of a stranger are not fetched\n"))
        #expect(report.hasSuffix("\nrefused: invalid_issuer"))
    }

    @Test func whatIsNoTokenHasNeitherHeaderNorClaims() async throws {
        let report = ExplanationReport.text(try await explain("opaque"))
        #expect(report.hasPrefix("checks\n  pass size"))
        #expect(report.contains("\nhint: This is an opaque token"))
        #expect(report.hasSuffix("\nrefused: token_malformed"))
    }

    @Test func whatATerminalWouldActOnIsEscaped() async throws {
        let evil = "\u{1B}]0;x\u{07}\u{9B}2J\u{202E}\r\nrefused: \u{7F}"
        var claims = changed("sub", .string(evil))
        claims[evil] = .string(evil)
        claims["aud"] = .string(evil)
        claims["iss"] = .string(evil)
        for claims in [changed("sub", .string(evil)), changed(evil, 1), changed("aud", .string(evil)), claims] {
            let explanation = try await explain(token(claims))
            for report in [ExplanationReport.text(explanation), ExplanationReport.json(explanation)] {
                let hidden = report.unicodeScalars.filter { scalar in
                    scalar != "\n" && [.control, .format].contains(scalar.properties.generalCategory)
                }
                #expect(hidden.isEmpty)
            }
            let lines = ExplanationReport.text(explanation).split(separator: "\n")
            #expect(lines.count { $0.hasPrefix("refused: ") || $0 == "accepted" } == 1)
        }
    }

    @Test func onlyADateIsShownAsOne() async throws {
        for value in [1e300, -5, "1700003600", true] as [JSONValue] {
            let report = ExplanationReport.text(try await explain(token(changed("exp", value))))
            let line = try #require(report.split(separator: "\n").first { $0.hasPrefix("  exp: ") })
            #expect(!line.contains("("), "\(line)")
        }
    }

    @Test func neitherTheTokenNorItsSignatureIsPrinted() async throws {
        let token = try token()
        for text in [token, token + "=", String(token.dropLast(2)), "x" + token] {
            let explanation = try await explain(text)
            for report in [ExplanationReport.text(explanation), ExplanationReport.json(explanation)] {
                for part in token.split(separator: ".") { #expect(!report.contains(part.prefix(16))) }
            }
        }
    }

    // MARK: For programs

    private func json(_ token: String) async throws -> JSONObject {
        try JSONObject(parsing: Array(ExplanationReport.json(try await explain(token)).utf8))
    }

    @Test func theJSONOfAGoodToken() async throws {
        let report = try await json(token())
        #expect(report.names == ["accepted", "header", "claims", "checks", "hints"])
        #expect(report["accepted"] == true)
        #expect(report["claims"] == .object(Self.claims))
        #expect(report["header"]?.objectValue?["alg"] == "ES256")
        #expect(report["hints"] == [])
        let checks = try #require(report["checks"]?.arrayValue)
        #expect(checks.count == 12)
        #expect(checks[2] == ["name": "algorithm", "outcome": "passed", "finding": "alg is ES256"])
    }

    @Test func theJSONOfARefusal() async throws {
        let report = try await json(token(changed("iss", "https://issuer.example")))
        #expect(report["accepted"] == false)
        #expect(report["error_code"] == "invalid_issuer")
        let checks = try #require(report["checks"]?.arrayValue)
        #expect(
            checks.contains([
                "name": "issuer", "outcome": "failed", "error_code": "invalid_issuer",
                "finding": "iss is https://issuer.example; accepted: https://issuer.example/",
            ])
        )
        #expect(
            checks.contains([
                "name": "signature", "outcome": "skipped", "finding": "the keys of a stranger are not fetched",
            ])
        )
        #expect(report["hints"]?.arrayValue?.count == 1)
    }

    @Test func theJSONOfWhatIsNoToken() async throws {
        let report = try await json("opaque")
        #expect(report.names == ["accepted", "error_code", "checks", "hints"])
    }

    @Test func escapesInTheJSONReadAsWhatStoodThere() async throws {
        let claims = changed("sub", "\u{9B}\u{202E}\u{E0041}")
        #expect(try await json(token(claims))["claims"] == .object(claims))
    }
}

import JOSE
import Testing
import Text

@testable import OAuth

@Suite struct AccessTokenValidatorExplainTests {
    private typealias Outcome = TokenExplanation.Outcome

    private func explain(
        _ claims: JSONObject = TokenFixtures.claims,
        header: JSONObject = ["typ": "JWT"],
        requiring requirements: [AccessRequirement] = [],
        policy: IssuerPolicy? = nil
    ) async throws -> TokenExplanation {
        let validator = try TokenFixtures.validator([policy ?? TokenFixtures.policy()])
        let token = try TokenFixtures.token(claims, header: header)
        return await validator.explain(token, requiring: requirements, at: TokenFixtures.now)
    }

    private func outcome(_ explanation: TokenExplanation, _ name: String) -> Outcome? {
        explanation.checks.first { $0.name == name }?.outcome
    }

    private func finding(_ explanation: TokenExplanation, _ name: String) -> String? {
        explanation.checks.first { $0.name == name }?.finding
    }

    @Test func aGoodTokenPassesEveryCheck() async throws {
        let explanation = try await explain()
        #expect(explanation.refusal == nil)
        #expect(explanation.checks.allSatisfy { $0.outcome == .passed })
        #expect(
            explanation.checks.map(\.name) == [
                "size", "form", "algorithm", "issuer", "issuer's algorithms", "signature", "expiration", "not before",
                "issued at", "audience", "claims", "type",
            ]
        )
        #expect(explanation.header?["alg"] == "ES256")
        #expect(explanation.claims == TokenFixtures.claims)
        #expect(explanation.hints == [])
    }

    @Test func aCheckTellsWhatWasComparedWithWhat() async throws {
        let explanation = try await explain(TokenFixtures.claims.with("aud", ["a", "b"]))
        #expect(finding(explanation, "audience") == "aud is a, b; accepted: https://api.example")
        #expect(
            finding(explanation, "expiration")
                == "exp is 2023-11-14T23:13:20Z; now is 2023-11-14T22:13:20Z, tolerance 30.0 seconds"
        )
        #expect(finding(explanation, "not before")?.hasPrefix("no nbf that is a date; ") == true)
        #expect(finding(explanation, "algorithm") == "alg is ES256")
        #expect(finding(explanation, "issuer") == "iss is https://issuer.example/")
        #expect(finding(explanation, "type") == "typ is JWT")
        #expect(finding(explanation, "signature") == "kid is \(try TokenFixtures.key().keyID)")
    }

    @Test func aFailureDoesNotHideLaterOnes() async throws {
        let claims = TokenFixtures.claims.with("exp", 1_600_000_000).with("aud", "x").with("sub", 5)
        let explanation = try await explain(claims)
        #expect(explanation.refusal == .tokenExpired)
        #expect(outcome(explanation, "signature") == .passed)
        #expect(outcome(explanation, "audience") == .failed(.invalidAudience))
        #expect(outcome(explanation, "claims") == .failed(.invalidClaims))
    }

    @Test func theKeysOfAStrangerAreNotFetched() async throws {
        let explanation = try await explain(TokenFixtures.claims.with("iss", "https://stranger.example/"))
        #expect(explanation.refusal == .invalidIssuer)
        #expect(
            finding(explanation, "issuer") == "iss is https://stranger.example/; accepted: https://issuer.example/"
        )
        #expect(outcome(explanation, "signature") == .skipped)
        #expect(outcome(explanation, "audience") == .skipped)
    }

    @Test func anAlgorithmThatIsNotAcceptedLeavesTheSignatureUnchecked() async throws {
        let explanation = try await explain(header: ["alg": "none"])
        #expect(explanation.refusal == .invalidAlgorithm)
        #expect(finding(explanation, "algorithm") == "alg is none; accepted: ES256")
        #expect(outcome(explanation, "signature") == .skipped)
        #expect(outcome(explanation, "audience") == .passed)
    }

    @Test func aClaimThatIsMissingIsCalledMissing() async throws {
        let audience = try await explain(TokenFixtures.claims.with("aud", nil))
        let accepted = "no aud that names audiences; accepted: https://api.example"
        #expect(finding(audience, "audience") == "\(accepted); claim aud is missing")
        let malformed = try await explain(TokenFixtures.claims.with("aud", 5))
        #expect(finding(malformed, "audience") == "\(accepted); claim aud is neither a string nor strings")
        let issuer = try await explain(TokenFixtures.claims.with("iss", nil))
        #expect(finding(issuer, "issuer")?.hasSuffix("accepted: https://issuer.example/; claim iss is missing") == true)
        let number = try await explain(TokenFixtures.claims.with("iss", 5))
        #expect(finding(number, "issuer")?.hasSuffix("claim iss is not a string") == true)
    }

    @Test func anIDTokenIsToldWithWhatIsAccepted() async throws {
        let explanation = try await explain(TokenFixtures.claims.with("at_hash", "x"))
        #expect(explanation.refusal == .invalidClaims)
        let expected =
            "typ is JWT; accepted: at+jwt, and JWT or none without the claims of an ID token;"
            + " claim at_hash is that of an ID token"
        #expect(finding(explanation, "type") == expected)
    }

    @Test func aKeyThatIsMissingIsToldWithThoseThatAreThere() async throws {
        let explanation = try await explain(header: ["kid": "unknown"])
        #expect(explanation.refusal == .keyNotFound)
        #expect(
            finding(explanation, "signature") == "kid is unknown; the issuer's keys: \(try TokenFixtures.key().keyID)"
        )
    }

    @Test func scopesAreAskedForByName() async throws {
        let explanation = try await explain(requiring: [.scope("read:messages"), .scope("admin")])
        #expect(outcome(explanation, "scope read:messages") == .passed)
        #expect(outcome(explanation, "scope admin") == .failed(.insufficientScope))
        #expect(
            finding(explanation, "scope admin")
                == "the token has: read:messages write:messages; looked for in scope, scp, permissions (SCOPE_CLAIMS)"
        )
        #expect(explanation.refusal == .insufficientScope)
    }

    @Test func whatATokenHasOfRolesAndClaimsIsTold() async throws {
        let plan = try #require(ClaimPath("org.plan"))
        let claims = TokenFixtures.claims.with("roles", ["reader"]).with("org", ["plan": "silver"])
        let explanation = try await explain(
            claims,
            requiring: [.role("admin"), .claim(plan, oneOf: ["gold", "platinum"]), .role("reader")]
        )
        #expect(outcome(explanation, "role admin") == .failed(.insufficientRole))
        #expect(finding(explanation, "role admin") == "the token has: reader; looked for in roles (ROLE_CLAIMS)")
        #expect(outcome(explanation, "role reader") == .passed)
        #expect(outcome(explanation, "claim org.plan") == .failed(.claimNotAllowed))
        #expect(finding(explanation, "claim org.plan") == "org.plan is \"silver\"; let through: gold, platinum")
        let none = try await explain(requiring: [.role("admin"), .claim(plan, oneOf: ["gold"])])
        #expect(finding(none, "role admin") == "the token has no roles; looked for in roles (ROLE_CLAIMS)")
        #expect(finding(none, "claim org.plan") == "the token has no org.plan; let through: gold")
    }

    @Test func aScopeOrRoleThatStandsElsewhereIsPointedOut() async throws {
        let claims = TokenFixtures.claims.with("realm_access", ["roles": ["admin"]]).with("s.c", "x write y")
        let explanation = try await explain(claims, requiring: [.role("admin"), .scope("write"), .role("nowhere")])
        #expect(
            explanation.hints.map { String($0.prefix { $0 != "," }) } == [
                "The role admin stands at realm_access.roles", #"The scope write stands at s\.c"#,
            ]
        )
        #expect(explanation.hints.first?.hasSuffix("name it in ROLE_CLAIMS or role_claims.") == true)
    }

    @Test func theProfileAndRequiredClaimsAreChecksOfTheirOwn() async throws {
        var policy = try TokenFixtures.policy()
        policy.requiresATJWT = true
        policy.requiredClaims = ["org": ["a"], "azp": ["client-1"]]
        let explanation = try await explain(policy: policy)
        #expect(outcome(explanation, "RFC 9068") == .failed(.invalidClaims))
        #expect(
            finding(explanation, "required claims")?.hasPrefix(
                #"azp, org; accepted (required_claims): azp ["client-1"], org ["a"]; claim org "#
            ) == true
        )
    }

    @Test func checksOfAUsersOwnAreExplained() async throws {
        let validator = try TokenFixtures.validator(rules: [TokenRule { _ in }, TokenFixtures.suspended])
        let explanation = await validator.explain(try TokenFixtures.token(), at: TokenFixtures.now)
        #expect(finding(explanation, "own checks") == "2 of them; The tenant is suspended.")
        #expect(explanation.refusal == .invalidClaims)
    }

    /// What is wrong with a token, one thing at a time, of which every rule refuses some.
    private static func refusedTokens() throws -> [String] {
        let claims = TokenFixtures.claims
        let changes: [(String, JSONValue?)] = [
            ("exp", 1_600_000_000), ("exp", nil), ("nbf", 1_800_000_000), ("iat", 1_800_000_000), ("aud", "other"),
            ("sub", 5), ("at_hash", "x"), ("iss", "https://stranger.example/"), ("org", "other"),
        ]
        return try [
            TokenFixtures.token(claims.with("org", "a"), by: SigningKey.generate(.es256)),
            TokenFixtures.token(
                claims.with("org", "a"),
                by: SigningKey.generate(.es256, keyID: TokenFixtures.key().keyID)
            ),
            TokenFixtures.token(claims.with("org", "a"), header: ["alg": "none"]),
            TokenFixtures.token(claims.with("org", "a"), header: ["typ": "logout+jwt"]),
        ] + changes.map { try TokenFixtures.token(claims.with("org", "a").with($0.0, $0.1)) }
    }

    @Test func noRuleOfAUsersIsAskedAboutATokenThatAnotherRefuses() async throws {
        let asked = Shared(0)
        var policy = try TokenFixtures.policy()
        policy.requiredClaims = ["org": ["a"]]
        let rule = TokenRule { _ in asked.change { $0 += 1 } }
        let validator = try TokenFixtures.validator([policy], rules: [rule])
        for token in try Self.refusedTokens() {
            let explanation = await validator.explain(token, at: TokenFixtures.now)
            #expect(explanation.refusal != nil)
            #expect(!explanation.checks.contains { $0.name == "own checks" && $0.outcome != .skipped })
            #expect(asked.value == 0, "\(explanation.checks)")
        }
        let good = try TokenFixtures.token(TokenFixtures.claims.with("org", "a"))
        #expect(await validator.explain(good, at: TokenFixtures.now).refusal == nil)
        #expect(asked.value == 1)
    }

    @Test func aTokenThatIsTooLongIsNotParsed() async throws {
        let explanation = try await TokenFixtures.validator(maxTokenBytes: 10)
            .explain(TokenFixtures.token(), at: TokenFixtures.now)
        #expect(explanation.refusal == .tokenTooLarge)
        #expect(explanation.header == nil)
        #expect(explanation.checks.count == 1)
    }

    @Test func neitherTheSignatureNorAWholePartOfTheTokenIsTold() async throws {
        let token = try TokenFixtures.token()
        let parts = token.split(separator: ".").map(String.init)
        for text in [token, token + "=", parts[0] + "." + parts[1] + ".AAAA", "x" + token, "\(parts[0]).\(parts[1])"] {
            let explanation = try await TokenFixtures.validator().explain(text, at: TokenFixtures.now)
            let told = "\(explanation)"
            for part in parts { #expect(!told.contains(part)) }
        }
    }
}

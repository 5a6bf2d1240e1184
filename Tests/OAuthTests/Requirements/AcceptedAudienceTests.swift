import JOSE
import Testing

@testable import JWKS
@testable import OAuth

@Suite struct AcceptedAudienceTests {
    private static let mcp = "https://host.example/mcp"
    private static let ours = AcceptedAudience.oneOf([mcp])

    private static func token(for audience: JSONValue) throws -> String {
        try TokenFixtures.token(TokenFixtures.claims.with("aud", audience))
    }

    private static func code(
        _ validator: AccessTokenValidator,
        _ token: String,
        _ audience: AcceptedAudience
    ) async -> TokenValidationError.Code? {
        let verdict = await validator.judge(token, for: audience, at: TokenFixtures.now)
        // Both ways to a verdict say the same.
        if let atOnce = validator.judgeAtOnce(token, for: audience, at: TokenFixtures.now) {
            #expect(refusal(atOnce) == refusal(verdict))
        }
        return refusal(verdict)
    }

    private static func refusal(_ verdict: TokenVerdict) -> TokenValidationError.Code? {
        if case .refused(let error, _) = verdict { error.code } else { nil }
    }

    @Test func thePolicysAudiencesCountUnlessAPlaceHasItsOwn() throws {
        let policy = try TokenFixtures.policy()
        #expect(AcceptedAudience.ofIssuer.audiences(under: policy) == [TokenFixtures.audience])
        #expect(AcceptedAudience.oneOf(["a", "b"]).audiences(under: policy) == ["a", "b"])
    }

    @Test(arguments: [0, 10], [false, true])
    func aTokenPassesWhereItIsForInWhicheverOrderAndHoweverOften(remembered: Int, isOursFirst: Bool) async throws {
        let validator = try TokenFixtures.validator(remembering: remembered)
        let here = try Self.token(for: .string(Self.mcp))
        let there = try Self.token(for: .string(TokenFixtures.audience))
        let both = try Self.token(for: [.string(Self.mcp), .string(TokenFixtures.audience)])
        let doors = isOursFirst ? [Self.ours, .ofIssuer] : [.ofIssuer, Self.ours]
        for _ in 0..<3 {
            for door in doors {
                #expect(await Self.code(validator, here, door) == (door == Self.ours ? nil : .invalidAudience))
                #expect(await Self.code(validator, there, door) == (door == Self.ours ? .invalidAudience : nil))
                #expect(await Self.code(validator, both, door) == nil)
                #expect(await Self.code(validator, here, .oneOf([Self.mcp + "2"])) == .invalidAudience)
                #expect(await Self.code(validator, here, .oneOf(["https://host.example/MCP"])) == .invalidAudience)
                #expect(await Self.code(validator, here, .oneOf([Self.mcp + "/"])) == .invalidAudience)
                #expect(await Self.code(validator, both, .oneOf([])) == .invalidAudience)
            }
        }
        #expect(validator.remembers(here) == (remembered > 0))
    }

    @Test func aTokenThatIsRefusedForItsAudienceIsNotRemembered() async throws {
        let validator = try TokenFixtures.validator(remembering: 10)
        let token = try Self.token(for: .string(Self.mcp))
        #expect(await Self.code(validator, token, .ofIssuer) == .invalidAudience)
        #expect(!validator.remembers(token))
        // Nothing behind the audience has been judged by then.
        let other = try TokenFixtures.token(TokenFixtures.claims.with("aud", .string(Self.mcp)).with("sub", 5))
        #expect(await Self.code(validator, other, .ofIssuer) == .invalidAudience)
        #expect(await Self.code(validator, other, Self.ours) == .invalidClaims)
    }

    @Test(arguments: [0, 10])
    func whereTwoClaimsNameTheAudienceBothMustNameThePlacesOwn(remembered: Int) async throws {
        var policy = try TokenFixtures.policy()
        policy.audienceClaim = ClaimPath(claim: "client_id")
        policy.audiences = ["us"]
        let validator = try TokenFixtures.validator([policy], remembering: remembered)
        let claims = TokenFixtures.claims.with("client_id", "us")
        let token = try TokenFixtures.token(claims.with("aud", ["us", "a"]))
        let alone = try TokenFixtures.token(claims.with("aud", nil))
        for _ in 0..<2 {
            #expect(await Self.code(validator, token, .ofIssuer) == nil)
            // aud names it, client_id does not.
            #expect(await Self.code(validator, token, .oneOf(["a"])) == .invalidAudience)
            #expect(await Self.code(validator, token, .oneOf(["a", "us"])) == nil)
            #expect(await Self.code(validator, alone, .oneOf(["us"])) == nil)
            #expect(await Self.code(validator, alone, .oneOf(["a"])) == .invalidAudience)
        }
    }

    @Test func whomARememberedTokenIsAboutIsKnownAsOfAnyOther() async throws {
        let validator = try TokenFixtures.validator(remembering: 10)
        let token = try Self.token(for: .string(Self.mcp))
        for _ in 0..<2 {
            guard case .refused(_, let identity?) = await validator.judge(token, at: TokenFixtures.now) else {
                Issue.record("accepted, or of nobody")
                return
            }
            #expect(identity.isVerified)
            _ = await validator.judge(token, for: Self.ours, at: TokenFixtures.now)
        }
    }

    @Test func rulesOfOnesOwnAreNotAskedAboutATokenForSomebodyElse() async throws {
        let validator = try TokenFixtures.validator(remembering: 10, rules: [TokenFixtures.suspended])
        let token = try Self.token(for: .string(Self.mcp))
        #expect(await Self.code(validator, token, .ofIssuer) == .invalidAudience)
        #expect(await Self.code(validator, token, Self.ours) == .invalidClaims)
    }

    @Test func anExplanationJudgesAndTellsOfTheAudienceOfThePlace() async throws {
        let validator = try TokenFixtures.validator(rules: [TokenFixtures.suspended])
        let token = try Self.token(for: .string(TokenFixtures.audience))
        let explanation = await validator.explain(token, for: Self.ours, at: TokenFixtures.now)
        let check = try #require(explanation.checks.first { $0.name == "audience" })
        #expect(check.outcome == .failed(.invalidAudience))
        #expect(check.finding == "aud is \(TokenFixtures.audience); accepted: \(Self.mcp)")
        #expect(explanation.refusal == .invalidAudience)
        #expect(explanation.checks.first { $0.name == "own checks" }?.outcome == .skipped)
        #expect(explanation.hints.contains { $0.contains("for another resource") && $0.contains("aud=") })

        let good = try await TokenFixtures.validator().explain(
            Self.token(for: .string(Self.mcp)),
            for: Self.ours,
            at: TokenFixtures.now
        )
        #expect(good.refusal == nil)
        #expect(good.hints == [])
    }
}

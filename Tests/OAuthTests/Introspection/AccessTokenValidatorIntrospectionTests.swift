import JOSE
import JWKS
import Testing

@testable import OAuth

@Suite struct AccessTokenValidatorIntrospectionTests {
    private let asked = AskedIssuer()
    private let now = TokenFixtures.now

    private func code(
        _ validator: AccessTokenValidator,
        _ token: String,
        for audience: AcceptedAudience = .ofIssuer,
        after duration: Duration = .zero
    ) async -> TokenValidationError.Code? {
        let now = now + duration
        let atOnce = validator.judgeAtOnce(token, for: audience, at: now)
        let verdict = await validator.judge(token, for: audience, at: now)
        if case .refused(let error, _)? = atOnce, case .refused(let later, _) = verdict {
            #expect(error.code == later.code)
        }
        if case .refused(let error, _) = verdict { return error.code }
        return nil
    }

    @Test func anAnswerIsATokenLikeAnyOther() async throws {
        let validator = try asked.validator()
        asked.answer("opaque", AskedIssuer.active())
        #expect(validator.judgeAtOnce("opaque", at: now) == nil)
        let token = try await validator.validate("opaque", at: now)
        #expect(token.subject == "auth0|someone")
        #expect(token.header == nil)
        #expect(token.scopes == ["read:messages", "write:messages"])
        #expect(token.identity.isVerified)
        guard case .accepted? = validator.judgeAtOnce("opaque", at: now) else {
            Issue.record("it is not remembered")
            return
        }
        #expect(asked.questions.count == 1)
    }

    @Test func anAnswerIsBelievedForAWhileAndNeverPastItsEnd() async throws {
        let validator = try asked.validator(cacheTTL: .seconds(60))
        asked.answer("long", AskedIssuer.active())
        asked.answer("short", #"{"active":true,"aud":"https://api.example","exp":1700000010}"#)
        asked.answer("endless", #"{"active":true,"aud":"https://api.example"}"#)
        for token in ["long", "short", "endless"] { #expect(await code(validator, token) == nil) }
        #expect(asked.questions.count == 3)
        for token in ["long", "short", "endless"] { #expect(await code(validator, token, after: .seconds(9)) == nil) }
        #expect(asked.questions.count == 3)
        // Within the tolerance it may still be active: its issuer is asked.
        #expect(await code(validator, "short", after: .seconds(10)) == nil)
        #expect(asked.questions.count == 4)
        #expect(asked.questions.last?.isKnown == true)
        #expect(await code(validator, "short", after: .seconds(40)) == .tokenExpired)
        for token in ["long", "endless"] { #expect(await code(validator, token, after: .seconds(59)) == nil) }
        #expect(asked.questions.count == 5)
        for token in ["long", "endless"] { #expect(await code(validator, token, after: .seconds(60)) == nil) }
        #expect(asked.questions.count == 7)
    }

    @Test func withoutAnybodyToAskAnOpaqueTokenIsMalformed() async throws {
        let validator = try TokenFixtures.validator()
        #expect(await code(validator, "opaque") == .tokenMalformed)
        let asking = try asked.validator(IntrospectionPolicy(takesOpaqueTokens: false, jwts: .judgedThenAsked))
        #expect(await code(asking, "opaque") == .tokenMalformed)
        #expect(asked.questions.isEmpty)
    }

    @Test func anIssuerThatIsFoundAsItIsNeededIsAskedAsWell() async throws {
        for jwts in [IntrospectionPolicy.JWTs.asked, .judgedThenAsked] {
            let asked = AskedIssuer()
            var policy = try TokenFixtures.policy()
            policy.introspection = IntrospectionPolicy(takesOpaqueTokens: false, jwts: jwts)
            let validator = AccessTokenValidator(
                resolver: { [policy] _ in policy },
                cache: JWKSCache(fetch: { _ in throw DocumentAbsent("no network") }),
                introspection: asked.introspection()
            )
            let (good, bad) = (
                try TokenFixtures.token(), try TokenFixtures.token(TokenFixtures.claims.with("jti", "2"))
            )
            asked.answer(good, AskedIssuer.active())
            #expect(await code(validator, good) == nil)
            #expect(await code(validator, bad) == .tokenRevoked)
            #expect(asked.questions.count == 2)
        }
    }

    @Test func whereNothingIsSetUpToAskNothingIsLetThrough() async throws {
        var policy = try TokenFixtures.policy()
        policy.introspection = IntrospectionPolicy(jwts: .judgedThenAsked)
        let validator = try TokenFixtures.validator([policy])
        #expect(await code(validator, "opaque") == .introspectionFailed)
        #expect(await code(validator, try TokenFixtures.token()) == .introspectionFailed)
    }

    @Test func anAnswerIsJudgedForEachPlace() async throws {
        let policy = IntrospectionPolicy(isAudienceOptional: true)
        let validator = try asked.validator(policy)
        asked.answer("plain", #"{"active":true}"#)
        #expect(await code(validator, "plain") == nil)
        #expect(await code(validator, "plain", for: .oneOf(["https://api.example/mcp"])) == .invalidAudience)
        #expect(await code(validator, "plain") == nil)
        asked.answer("other", #"{"active":true,"aud":"https://other.example"}"#)
        #expect(await code(validator, "other") == .invalidAudience)
        #expect(await code(try asked.validator(), "plain") == .invalidAudience)
    }

    @Test func aLongestLifetimeNeedsAnEnd() async throws {
        let validator = try asked.validator { $0.maxTokenLifetime = .seconds(7_200) }
        asked.answer("good", AskedIssuer.active())
        asked.answer("endless", #"{"active":true,"aud":"https://api.example","iat":1700000000}"#)
        #expect(await code(validator, "good") == nil)
        #expect(await code(validator, "endless") == .invalidClaims)
    }

    @Test func aRevocableTokenIsAskedAboutOnceItIsGoodByItself() async throws {
        let policy = IntrospectionPolicy(takesOpaqueTokens: false, jwts: .judgedThenAsked)
        let validator = try asked.validator(policy)
        let good = try TokenFixtures.token()
        asked.answer(good, #"{"active":true}"#)
        #expect(await code(validator, good) == nil)
        #expect(await code(validator, good, after: .seconds(29)) == nil)
        #expect(asked.questions.count == 1)
        asked.answer(good, #"{"active":false}"#)
        #expect(await code(validator, good, after: .seconds(30)) == .tokenRevoked)
        var expired = TokenFixtures.claims
        expired["exp"] = 1_600_000_000
        #expect(await code(validator, try TokenFixtures.token(expired)) == .tokenExpired)
        #expect(asked.questions.count == 2)
    }

    @Test func aBindingThatOnlyTheIssuerKnowsIsNotIgnored() async throws {
        let policy = IntrospectionPolicy(takesOpaqueTokens: false, jwts: .judgedThenAsked)
        let validator = try asked.validator(policy)
        let token = try TokenFixtures.token()
        asked.answer(token, #"{"active":true,"cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}}"#)
        #expect(await code(validator, token) == .invalidClaims)
    }

    @Test func ofAnIssuerThatIsAskedInsteadNothingInTheTokenCounts() async throws {
        let validator = try asked.validator(IntrospectionPolicy(jwts: .asked)) { $0.algorithms = [.rs256] }
        let token = try TokenFixtures.token(["iss": .string(TokenFixtures.issuer), "exp": 1])
        asked.answer(token, AskedIssuer.active())
        #expect(await code(validator, token) == nil)
        let stranger = try TokenFixtures.token(["iss": "https://stranger.example/"])
        #expect(await code(validator, stranger) != nil)
        #expect(asked.questions.count == 1)
        // But for its type, which says that it is no access token.
        let typed = try TokenFixtures.token(["iss": .string(TokenFixtures.issuer)], header: ["typ": "id+jwt"])
        asked.answer(typed, AskedIssuer.active())
        #expect(await code(validator, typed) == .invalidClaims)
    }

    @Test func aDenyListHasASayInWhatIsBelieved() async throws {
        let list = DenyList([])
        let validator = try asked.validator(denyLists: [list])
        asked.answer("opaque", AskedIssuer.active())
        #expect(await code(validator, "opaque") == nil)
        list.replace(with: [try #require(DenyEntry(.subject, "auth0|someone", of: TokenFixtures.issuer))])
        #expect(await code(validator, "opaque") == .tokenRevoked)
    }

    @Test func aFloodPushesOutNothingThatIsKnown() async throws {
        let validator = try asked.validator(remembering: 64)
        asked.answer("known", AskedIssuer.active())
        for _ in 1...2 { #expect(await code(validator, "known") == nil) }
        for number in 1...5_000 { #expect(await code(validator, "random \(number)") == .tokenRevoked) }
        #expect(validator.judgeAtOnce("known", at: now) != nil)
        #expect(validator.rememberedTokens <= 64)
        #expect(validator.introspections.first?.refused == RefusedAnswers.mostEntries)
    }

    @Test func aLongAnswerIsNotKept() async throws {
        let validator = try asked.validator()
        let claim = String(repeating: "x", count: VerifiedTokenCache.longestAnswer)
        asked.answer("opaque", AskedIssuer.active(#","long":"\#(claim)""#))
        for _ in 1...2 { #expect(await code(validator, "opaque") == nil) }
        #expect(asked.questions.count == 2)
    }
}

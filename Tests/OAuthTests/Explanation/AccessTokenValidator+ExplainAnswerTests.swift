import JOSE
import Testing

@testable import OAuth

@Suite struct AccessTokenValidatorExplainAnswerTests {
    private let asked = AskedIssuer()

    private func outcome(_ explanation: TokenExplanation, _ name: String) -> TokenExplanation.Outcome? {
        explanation.checks.first { $0.name == name }?.outcome
    }

    @Test func theAnswerIsShownAndEachCheckOfIt() async throws {
        asked.answer("opaque", AskedIssuer.active(#","token_type":"DPoP""#))
        let explanation = await (try asked.validator()).explain("opaque", at: TokenFixtures.now)
        #expect(explanation.claims?["sub"] == "auth0|someone")
        #expect(explanation.header == nil)
        for name in ["form", "introspection", "issuer", "expiration", "audience", "claims"] {
            #expect(outcome(explanation, name) == .passed, "\(name)")
        }
        #expect(explanation.refusal == .invalidClaims)
        #expect(outcome(explanation, "token type") == .failed(.invalidClaims))
    }

    @Test func aTokenThatIsNotActiveIsRefusedForThat() async throws {
        let explanation = await (try asked.validator()).explain("opaque", at: TokenFixtures.now)
        #expect(explanation.refusal == .tokenRevoked)
        #expect(explanation.claims == nil)
    }

    @Test func aRevocableTokenIsAskedAboutUnlessAnotherCheckRefusesIt() async throws {
        let validator = try asked.validator(IntrospectionPolicy(jwts: .judgedThenAsked))
        let token = try TokenFixtures.token()
        let revoked = await validator.explain(token, at: TokenFixtures.now)
        #expect(outcome(revoked, "introspection") == .failed(.tokenRevoked))
        let expired = await validator.explain(token, at: TokenFixtures.now + .seconds(7_200))
        #expect(outcome(expired, "introspection") == .skipped)
        #expect(asked.questions.count == 1)
    }

    @Test func ofAnIssuerThatIsAskedInsteadOnlyTheAnswerIsExplained() async throws {
        let validator = try asked.validator(IntrospectionPolicy(jwts: .asked))
        let token = try TokenFixtures.token(["iss": .string(TokenFixtures.issuer)])
        asked.answer(token, AskedIssuer.active())
        let explanation = await validator.explain(token, at: TokenFixtures.now)
        #expect(explanation.refusal == nil)
        #expect(outcome(explanation, "signature") == nil)
    }

    /// Nobody asks again about a request that was refused: nothing is kept of what was sent.
    @Test(arguments: [
        (TokenValidationError.tokenInactive, TokenExplanation.Outcome.failed(.tokenRevoked)),
        (.introspectionFailed(), .failed(.introspectionFailed)), (.insufficientScope("a"), .skipped),
    ])
    func whatWasFoundOfARefusedOneIsTold(error: TokenValidationError, outcome: TokenExplanation.Outcome) async throws {
        let token = RefusedToken("opaque", maxBytes: 100, refusedFor: error, isVerified: false, withProof: false)
        #expect(token.signedText == nil)
        let refused = RefusedPresentation(error, token: token, at: "header", proof: nil, isWithProof: false)
        let circumstances = Circumstances(
            DPoPRequest(proofs: [], method: "GET", target: nil),
            requiring: .none,
            under: .allowed,
            DPoPPolicy(),
            nil,
            at: TokenFixtures.now
        )
        let explanation = await (try asked.validator()).explain(refused, in: circumstances)
        #expect(self.outcome(explanation, "introspection") == outcome)
        #expect(self.outcome(explanation, "form") == .passed)
        #expect(explanation.refusal == error.code)
        #expect(asked.questions.isEmpty)
    }
}

import JOSE
import Testing

@testable import OAuth

@Suite struct AccessTokenValidatorExplainRefusedTests {
    private func explain(
        _ claims: JSONObject = TokenFixtures.claims,
        refusedFor error: TokenValidationError,
        isVerified: Bool = true,
        requiring requirement: AccessRequirement = .none,
        _ change: (inout Circumstances) -> Void = { _ in }
    ) async throws -> TokenExplanation {
        let token = RefusedToken(
            try TokenFixtures.token(claims),
            maxBytes: 16_384,
            refusedFor: error,
            isVerified: isVerified,
            withProof: false
        )
        let refused = RefusedPresentation(error, token: token, at: "header", proof: nil, isWithProof: false)
        return try await explain(refused, requiring: requirement, change)
    }

    private func explain(
        _ refused: RefusedPresentation,
        requiring requirement: AccessRequirement = .none,
        _ change: (inout Circumstances) -> Void = { _ in }
    ) async throws -> TokenExplanation {
        let request = DPoPRequest(proofs: [], method: "GET", target: nil)
        var circumstances = Circumstances(
            request,
            requiring: requirement,
            under: .allowed,
            DPoPPolicy(),
            nil,
            at: TokenFixtures.now
        )
        change(&circumstances)
        return try await TokenFixtures.validator([TokenFixtures.policy()]).explain(refused, in: circumstances)
    }

    private func outcome(_ explanation: TokenExplanation, _ name: String) -> TokenExplanation.Outcome? {
        explanation.checks.first { $0.name == name }?.outcome
    }

    @Test func everyCheckIsMadeAndTheSignatureIsAsItWasFound() async throws {
        let explanation = try await explain(TokenFixtures.claims.with("exp", 1_600_000_000), refusedFor: .tokenExpired)
        #expect(explanation.refusal == .tokenExpired)
        #expect(outcome(explanation, "signature") == .passed)
        #expect(outcome(explanation, "audience") == .passed)
        #expect(explanation.checks.count { if case .failed = $0.outcome { true } else { false } } == 1)
        #expect(explanation.claims?["sub"] == TokenFixtures.claims["sub"])
    }

    @Test func aSignatureThatWasNotGoodIsTold() async throws {
        let explanation = try await explain(refusedFor: .invalidSignature, isVerified: false)
        #expect(explanation.refusal == .invalidSignature)
        #expect(outcome(explanation, "signature") == .failed(.invalidSignature))
        #expect(outcome(explanation, "expiration") == .passed)
    }

    /// Only the rule of the signature itself finds keys, so that nothing comes of this that could be believed.
    @Test func aSignatureThatWasFoundGoodMakesNoVerifiedToken() async throws {
        let text = try TokenFixtures.token(TokenFixtures.claims)
        let token = RefusedToken(text, maxBytes: 16_384, refusedFor: .tokenExpired, isVerified: true, withProof: false)
        let explained = ExplainedToken(token, maxBytes: 16_384)
        let validator = try TokenFixtures.validator([TokenFixtures.policy()])
        let unverified = try UnverifiedToken(try #require(token.signedText))
        var origin = TokenOrigin(unverified, among: validator.issuers)
        try await explained.rulesOfOrigin.judge(&origin)
        #expect(origin.key == nil)
    }

    @Test func whatThePlaceAskedForIsTold() async throws {
        let scope = try await explain(refusedFor: .insufficientScope("a"), requiring: .all([.scope("a"), .scope("b")]))
        #expect(outcome(scope, "scope a") == .failed(.insufficientScope))
        #expect(outcome(scope, "scope b") == .failed(.insufficientScope))
        let audience = try await explain(refusedFor: .invalidAudience()) {
            $0.placeAudiences = ["https://other.example"]
        }
        #expect(outcome(audience, "audience of the place") == .failed(.invalidAudience))
        let recent = try await explain(refusedFor: .insufficientAuthentication()) {
            $0.authentication = AuthenticationRequirement(maxAge: .seconds(60))
        }
        #expect(outcome(recent, "authentication") == .failed(.insufficientAuthentication))
    }

    @Test func whatIsGoodByNowIsNotToldToHaveBeenGood() async throws {
        let explanation = try await explain(refusedFor: .invalidIssuer())
        #expect(explanation.checks.last?.name == "verdict of then")
        #expect(explanation.refusal == .invalidIssuer)
    }

    @Test func withoutATokenItIsSaidWhyThereIsNone() async throws {
        for error in [TokenValidationError.tokenMissing, .invalidRequest(detail: "more than one token")] {
            let explanation = try await explain(RefusedPresentation(error, without: error, proof: nil))
            #expect(explanation.refusal == error.code)
            #expect(explanation.checks.map(\.name) == ["credentials"])
        }
    }

    @Test(arguments: [
        (TokenValidationError.tokenExpired, true, TokenExplanation.Outcome.passed),
        (.tokenDecryptionFailed, false, .failed(.tokenDecryptionFailed)), (.invalidIssuer(), false, .skipped),
    ])
    func nothingOfAnEncryptedTokenIsKeptButWhatItsHeaderSays(
        error: TokenValidationError,
        isVerified: Bool,
        outcome: TokenExplanation.Outcome
    ) async throws {
        let key = try DecryptionKey.generate(.ecdhES, keyID: "k")
        let token = RefusedToken(
            try key.encryptionKey.encrypt(TokenFixtures.token()),
            maxBytes: 16_384,
            refusedFor: error,
            decrypting: true,
            isVerified: isVerified,
            withProof: false
        )
        #expect(token.signedText == nil)
        #expect(token.encryption?.finding == "alg is ECDH-ES, enc is A256GCM, kid is k")
        let refused = RefusedPresentation(error, token: token, at: "header", proof: nil, isWithProof: false)
        let explanation = try await explain(refused)
        #expect(self.outcome(explanation, "decryption") == outcome)
        #expect(self.outcome(explanation, "all else") == .skipped)
        #expect(explanation.claims == nil && explanation.header == nil)
        #expect(explanation.refusal == error.code)
    }

    @Test func aTokenThatCannotBeReadIsExplainedWithoutBeingThere() async throws {
        let error = TokenValidationError.tokenMalformed(detail: "why")
        let token = RefusedToken("secret", maxBytes: 100, refusedFor: error, isVerified: false, withProof: false)
        let refused = RefusedPresentation(error, token: token, at: "header", proof: nil, isWithProof: false)
        let explanation = try await explain(refused)
        #expect(outcome(explanation, "form") == .failed(.tokenMalformed))
        #expect(explanation.hints.first?.hasPrefix("This is an opaque token") == true)
    }
}

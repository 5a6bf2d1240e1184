import JOSE
import Testing

@testable import OAuth

@Suite struct SenderConstraintRuleTests {
    private static let digest = JSONValue.string(ClientCertificateTests.thumbprint)

    private func code(_ confirmation: JSONValue?, isRequired: Bool) async throws -> TokenValidationError.Code? {
        var policy = try TokenFixtures.policy()
        policy.requiresSenderConstraint = isRequired
        var claims = TokenFixtures.claims
        claims["cnf"] = confirmation
        let validator = try TokenFixtures.validator([policy])
        let token = try TokenFixtures.token(claims)
        return try await .refusing { _ = try await validator.validate(token, at: TokenFixtures.now) }
    }

    @Test func aTokenThatIsBoundToNothingIsRefusedWhereThePolicyAsksForABinding() async throws {
        #expect(try await code(nil, isRequired: true) == .invalidClaims)
        #expect(try await code(nil, isRequired: false) == nil)
        #expect(try await code(["jkt": Self.digest], isRequired: true) == nil)
        #expect(try await code(["x5t#S256": Self.digest], isRequired: true) == nil)
        #expect(try await code([:], isRequired: true) == .invalidClaims)
    }

    @Test func anExplanationNamesIt() async throws {
        var policy = try TokenFixtures.policy()
        policy.requiresSenderConstraint = true
        let explanation = try await TokenFixtures.validator([policy]).explain(
            TokenFixtures.token(),
            at: TokenFixtures.now
        )
        let check = try #require(explanation.checks.first { $0.name == "sender constraint" })
        #expect(check.outcome == .failed(.invalidClaims))
        #expect(check.finding.contains("RFC 8705"))
    }
}

import JOSE
import Testing

@testable import JWKS
@testable import OAuth

@Suite struct IssuerPolicyTests {
    @Test func onlyIssuerAndAudiencesHaveNoDefault() {
        let policy = IssuerPolicy(issuer: "https://a.example/", audiences: ["a"])
        #expect(policy.algorithms == [.rs256])
        #expect(policy.clockSkew == .seconds(30))
        #expect(!policy.requiresATJWT)
        #expect(policy.requiredClaims.isEmpty)
        #expect(policy.keySource.identity == "discovery")
    }
}

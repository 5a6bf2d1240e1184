import JOSE
import JWKS
import OAuth
import Testing

@Suite struct IssuerPolicyErrorTests {
    private func policy(
        _ issuer: String = "https://a.example/",
        algorithms: [JWSAlgorithm] = [.rs256],
        keys: KeySource = .discovery
    ) -> IssuerPolicy {
        IssuerPolicy(issuer: issuer, audiences: ["a"], algorithms: algorithms, keySource: keys)
    }

    private func mistake(_ policies: [IssuerPolicy]) -> String? {
        do { try IssuerPolicyError.check(policies) } catch { return error.description }
        return nil
    }

    @Test func goodIssuersAreNoMistake() {
        #expect(mistake([policy(), policy("https://a.example")]) == nil)
        #expect(mistake([policy(algorithms: [.hs256], keys: .fixed(JWKSet([])))]) == nil)
    }

    @Test func eachMistakeSaysWhatWasExpected() {
        #expect(mistake([]) == "there is no issuer: expected one or more")
        #expect(mistake([policy(), policy()]) == "issuer https://a.example/: expected each issuer once")
        #expect(
            mistake([policy(algorithms: [])]) == "algorithms of https://a.example/: expected one or more, such as RS256"
        )
    }

    @Test func aKeyThatIsFetchedIsNoSecret() {
        let words = "algorithms of https://a.example/: expected none of HS256, HS384, HS512 for keys that are fetched"
        #expect(mistake([policy(algorithms: [.rs256, .hs256])]) == words)
        #expect(mistake([policy(algorithms: [.hs512], keys: .jwksURI("https://a.example/jwks"))]) == words)
    }
}

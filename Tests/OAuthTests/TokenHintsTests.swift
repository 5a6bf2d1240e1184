import JOSE
import Testing

@testable import OAuth

@Suite struct TokenHintsTests {
    private func hints(_ token: String) async throws -> String {
        let explanation = try await TokenFixtures.validator().explain(token, at: TokenFixtures.now)
        return explanation.hints.joined(separator: "\n")
    }

    private func hints(_ name: String, _ value: JSONValue?) async throws -> String {
        try await hints(TokenFixtures.token(TokenFixtures.claims.with(name, value)))
    }

    @Test func anOpaqueTokenNeedsAnAudience() async throws {
        #expect(try await hints("AbCdEf0123456789").contains("opaque token"))
    }

    @Test func anEncryptedTokenIsNamed() async throws {
        #expect(try await hints("eyJhbGciOiJkaXIifQ..aaaa.bbbb.cccc").contains("encrypted token (JWE"))
    }

    @Test(arguments: ["", ".", "a.b", "a.b.c", "a.b.c.d", "a.b.c.d.e.f"])
    func anotherFormHasNoHintOfThese(text: String) async throws {
        #expect(try await !hints(text).contains("encrypted"))
        #expect(try await hints(text).contains("opaque") == text.isEmpty)
    }

    @Test func anIssuerThatDiffersByASlashIsPointedOut() async throws {
        #expect(try await hints("iss", "https://issuer.example").contains("differ by a slash"))
        #expect(try await hints("iss", "https://issuer.example//").contains("differ by a slash"))
        #expect(try await hints("iss", "https://issuer.example/x") == "")
        #expect(try await hints("iss", 5) == "")
    }

    @Test func anAudienceThatDiffersByASlashIsPointedOut() async throws {
        #expect(try await hints("aud", ["https://api.example/"]).contains("audiences differ by a slash"))
    }

    @Test(arguments: ["nonce", "at_hash", "c_hash"]) func anIDTokenIsNamed(claim: String) async throws {
        let claims = TokenFixtures.claims.with("aud", "client-1").with(claim, "x")
        #expect(try await hints(TokenFixtures.token(claims)).contains("This is an ID token"))
    }

    @Test func anotherAudienceIsNamed() async throws {
        #expect(try await hints("aud", "https://other.example").contains("issued for another API"))
        #expect(try await hints("aud", nil).contains("issued for another API"))
    }

    @Test func aBoundTokenNeedsAProof() async throws {
        let thumbprint: JSONValue = ["jkt": "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"]
        #expect(try await hints("cnf", thumbprint).contains("bound to a key"))
        #expect(try await hints("cnf", ["jkt": 5]) == "")
    }

    @Test(arguments: ProofRule.allCases) func aRuleSaysWhatToDoAboutABinding(rule: ProofRule) {
        let bound: JSONObject = ["cnf": ["jkt": "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"]]
        func hints(_ claims: JSONObject, _ isWithProof: Bool) -> String {
            TokenHints.binding(claims, withProof: isWithProof, rule).joined(separator: "\n")
        }
        #expect(
            hints(bound, false).contains(rule == .disabled ? "no request with it is accepted" : "with a proof made")
        )
        #expect(hints(bound, true).isEmpty == (rule != .disabled))
        #expect(hints([:], false).contains("bound to no key") == (rule == .required))
        #expect(hints([:], true).contains("plain bearer token") == (rule == .disabled))
    }

    @Test func aGoodTokenHasNoHint() async throws {
        #expect(try await hints(TokenFixtures.token()) == "")
        // What an ID token has says nothing against a token that is for us.
        #expect(try await hints("nonce", "x") == "")
    }
}

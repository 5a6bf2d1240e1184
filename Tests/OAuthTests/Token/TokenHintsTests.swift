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
        #expect(try await !hints("iss", "https://issuer.example/x").contains("slash"))
    }

    @Test func anIssuerThatIsNotAcceptedIsToldWhereToNameIt() async throws {
        #expect(try await hints("iss", "https://issuer.example/x").contains("name it in ISSUERS or ISSUERS_FILE"))
        #expect(try await hints("iss", nil).contains("iss is missing"))
        #expect(try await hints("iss", 5) == "")
    }

    @Test(arguments: [
        (
            "RS512",
            "Have the issuer sign with one of ES256; or, if it is meant to sign with RS512, add that to ALGORITHMS"
        ),
        ("HS256", "Have the issuer sign with one of ES256."), ("none", "Have the issuer sign with one of ES256."),
        ("es256", "Have the issuer sign with one of ES256."), ("ES256", ""),
    ])
    func anAlgorithmThatIsNotAcceptedHasARemedy(name: String, expected: String) async throws {
        let told = try await hints(TokenFixtures.token(header: ["alg": .string(name)]))
        #expect(told.hasPrefix(expected) && told.isEmpty == expected.isEmpty, "\(told)")
    }

    @Test func anAudienceThatDiffersByASlashIsPointedOut() async throws {
        #expect(try await hints("aud", ["https://api.example/"]).contains("audiences differ by a slash"))
    }

    @Test(arguments: ["nonce", "at_hash", "c_hash"]) func anIDTokenIsNamed(claim: String) async throws {
        let claims = TokenFixtures.claims.with("aud", "client-1").with(claim, "x")
        #expect(try await hints(TokenFixtures.token(claims)).contains("This is an ID token"))
    }

    @Test(arguments: ["at_hash", "c_hash", "s_hash"])
    func anIDTokenIsNamedWhoeverItIsFor(claim: String) async throws {
        for audience: JSONValue? in [.string(TokenFixtures.audience), "client-1", nil] {
            let told = try await hints(TokenFixtures.token(TokenFixtures.claims.with(claim, "x").with("aud", audience)))
            #expect(told.split(separator: "\n").count { $0.contains("This is an ID token") } == 1)
        }
    }

    @Test(arguments: [("id+jwt", "This is an ID token"), ("logout+jwt", "its typ is logout+jwt"), ("at+jwt", "")])
    func aTokenOfAnotherKindIsNamed(type: String, expected: String) async throws {
        let told = try await hints(TokenFixtures.token(header: ["typ": .string(type)]))
        #expect(expected.isEmpty ? told.isEmpty : told.contains(expected))
    }

    @Test func anotherAudienceIsNamed() async throws {
        #expect(try await hints("aud", "https://other.example").contains("issued for another API"))
        #expect(try await hints("aud", "https://other.example").contains("add it to AUTH0_AUDIENCE"))
        #expect(try await hints("aud", nil).contains("aud is missing"))
        #expect(try await !hints("aud", nil).contains("another API"))
    }

    @Test func whereAResourceParameterOrTheJWTSwitchHelpsTheyAreNamed() async throws {
        #expect(try await hints("AbCdEf0123456789").contains("switch for JWT access tokens"))
        #expect(try await hints("AbCdEf0123456789").contains("resource= (RFC 8707)"))
        #expect(try await hints("aud", nil).contains("resource= (RFC 8707)"))
        #expect(try await hints("aud", "https://other.example").contains("resource= (RFC 8707)"))
    }

    @Test func aClientThatIsAnAudiencePointsToTheClaim() async throws {
        let claims = TokenFixtures.claims.with("aud", nil).with("client_id", .string(TokenFixtures.audience))
        #expect(try await hints(TokenFixtures.token(claims)).contains("set audience_claim to client_id"))
    }

    @Test func theOtherVersionOfAnEntraTokenIsNamed() async throws {
        let policy = try TokenFixtures.policy("https://login.microsoftonline.com/t/v2.0")
        let token = try TokenFixtures.token(TokenFixtures.claims.with("iss", "https://sts.windows.net/t/"))
        let hints = try await TokenFixtures.validator([policy]).explain(token, at: TokenFixtures.now).hints
        #expect(hints.first?.contains("requestedAccessTokenVersion") == true)
    }

    @Test func aBoundTokenNeedsAProof() async throws {
        let thumbprint: JSONValue = ["jkt": "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"]
        #expect(try await hints("cnf", thumbprint).contains("bound to a key"))
        #expect(try await hints("cnf", ["jkt": 5]) == "")
    }

    @Test(arguments: DPoPMode.allCases) func aRuleSaysWhatToDoAboutABinding(rule: DPoPMode) {
        let bound: JSONObject = ["cnf": ["jkt": "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"]]
        func hints(_ claims: JSONObject, _ isWithProof: Bool) -> String {
            TokenHints.binding(claims, withProof: isWithProof, rule).joined(separator: "\n")
        }
        #expect(
            hints(bound, false).contains(rule == .disabled ? "no request with it is accepted" : "with a proof made")
        )
        #expect(hints(bound, true).isEmpty == (rule != .disabled))
        #expect(hints([:], false).contains("bound to no key") == (rule == .required))
        #expect(hints([:], false).contains("DPOP_MODE=observe") == (rule == .observe))
        #expect(hints([:], true).contains("plain bearer token") == (rule == .disabled))
    }

    @Test func aGoodTokenHasNoHint() async throws {
        #expect(try await hints(TokenFixtures.token()) == "")
        // What an ID token has says nothing against a token that is for us.
        #expect(try await hints("nonce", "x") == "")
    }
}

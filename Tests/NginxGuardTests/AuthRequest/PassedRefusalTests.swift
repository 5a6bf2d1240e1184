import OAuth
import ResourceServerTestSupport
import Testing

@testable import NginxGuard
@testable import ResourceServer

@Suite("Refusals on their way through the web server")
struct PassedRefusalTests {
    @Test("every reason arrives as it was sent", arguments: TokenValidationError.Code.allCases)
    func codes(code: TokenValidationError.Code) throws {
        let passed = try #require(PassedRefusal(PassedRefusal(TokenValidationError(code), dpop: nil).text))
        #expect(passed.error.code == code)
        #expect(passed.error.sentence.description == TokenValidationError(code).sentence.description)
        #expect(passed.dpop == nil)
        #expect(passed.error.scope ?? "" == "")
        #expect(passed.error.retryAfter == nil)
        #expect(passed.error.nonce == nil)
        #expect(passed.nextNonce == nil)
    }

    @Test(
        "what belongs to the reason arrives with it",
        arguments: [
            (.insufficientScope("read:a write:a"), "code=insufficient_scope;scope=read:a write:a"),
            (.keysUnavailable(detail: "x", retryAfter: .seconds(2)), "code=jwks_fetch_failed;retry_after=2"),
            (.dpopReplayFull(retryAfter: .seconds(7)), "code=dpop_replay_full;retry_after=7"),
            (.storeUnavailable(detail: "x", retryAfter: .seconds(3)), "code=store_unavailable;retry_after=3"),
            (
                .insufficientAuthentication(.init(contexts: ["urn:mfa", "2"], maxAge: .seconds(300))),
                "code=insufficient_user_authentication;acr=urn:mfa 2;max_age=300"
            ),
            (.introspectionFailed(detail: "x", retryAfter: .seconds(4)), "code=introspection_failed;retry_after=4"),
            (.tokenInactive, "code=token_revoked;kind=inactive"),
            (.otherToken(.microsoftGraph), "code=invalid_claims;kind=microsoft_graph"),
            (.dpopNonceRequired(nonce: "abc.DEF-_~"), "code=dpop_nonce_required;nonce=abc.DEF-_~"),
        ] as [(TokenValidationError, String)]
    )
    func all(error: TokenValidationError, text: String) throws {
        let refusal = PassedRefusal(error, dpop: .required, scheme: .dpop)
        #expect(refusal.text == text + ";dpop=required;proof")
        let passed = try #require(PassedRefusal(refusal.text))
        #expect(passed.text == refusal.text)
        #expect(passed.error.scope == error.scope)
        #expect(passed.error.sentence.description == error.sentence.description)
        #expect(passed.error.retryAfter == error.retryAfter)
        #expect(passed.error.nonce == error.nonce)
        #expect(passed.nextNonce == nil)
        #expect(passed.dpop == .required)
        #expect(passed.scheme == .dpop)
    }

    @Test(
        "how long to wait arrives with every reason that is no fault of the client's",
        arguments: TokenValidationError.Code.allCases
    )
    func retryAfter(code: TokenValidationError.Code) throws {
        let error = TokenValidationError(code, retryAfter: .seconds(9))
        #expect((error.retryAfter == .seconds(9)) == (code.status == .serviceUnavailable))
        #expect(try #require(PassedRefusal(PassedRefusal(error, dpop: nil).text)).error.retryAfter == error.retryAfter)
    }

    @Test("seconds are whole ones, and enough")
    func seconds() {
        let error = TokenValidationError.keysUnavailable(retryAfter: .milliseconds(1_500))
        #expect(PassedRefusal(error, dpop: nil).text == "code=jwks_fetch_failed;retry_after=2")
    }

    @Test("the resource and what may be asked for there arrive, the latter where there is no token")
    func resource() throws {
        let policy = try LocationPolicy("all=read:a b%25;resource=/mcp")
        let text = PassedRefusal(Refusal(.tokenMissing, requiring: policy.reading), from: policy, scheme: nil).text
        #expect(text == "code=token_missing;scope=read:a b%25;resource=/mcp")
        let passed = try #require(PassedRefusal(text))
        #expect(passed.resource == "/mcp")
        #expect(passed.scopes == ["read:a", "b%"])
        let other = PassedRefusal(Refusal(.tokenExpired, requiring: policy.reading), from: policy, scheme: .dpop).text
        #expect(other == "code=token_expired;resource=/mcp;proof")
        #expect(try #require(PassedRefusal(other)).scopes == [])
    }

    @Test("there is room for all that a policy says", arguments: [",", "a"])
    func longest(character: String) throws {
        let word = character == "," ? "%2C" : character
        let start = "dpop=required;resource=/" + String(repeating: "r", count: 500) + ";all="
        let policy = try LocationPolicy(start + String(repeating: word, count: (2_048 - start.count) / word.count))
        for error in [
            TokenValidationError.tokenMissing, .insufficientScope(policy.reading.scopes.joined(separator: " ")),
        ] {
            let nonce = String(repeating: "n", count: 100)
            let refusal = Refusal(error, requiring: policy.reading, nextNonce: nonce)
            let text = PassedRefusal(refusal, from: policy, scheme: .dpop).text
            #expect(text.utf8.count > 2_048)
            #expect(PassedRefusal(text)?.text == text)
        }
    }

    @Test("a nonce for the next proof arrives beside any reason")
    func nextNonce() throws {
        let text = PassedRefusal(.tokenExpired, "abc", dpop: nil).text
        #expect(text == "code=token_expired;nonce=abc")
        #expect(try #require(PassedRefusal(text)).nextNonce == "abc")
    }

    @Test("the scheme is told where the reason does not stand in the challenge for Bearer", arguments: [nil, "Bearer"])
    func bearer(scheme: String?) throws {
        let refusal = PassedRefusal(
            TokenValidationError(.tokenExpired),
            dpop: nil,
            scheme: scheme.flatMap(Credentials.Scheme.init(rawValue:))
        )
        #expect(refusal.text == "code=token_expired")
        #expect(try #require(PassedRefusal(refusal.text)).scheme == nil)
    }

    @Test("detail and identity, in which a client's words may stand, stay behind")
    func nothingOfTheClient() {
        let error = TokenValidationError.invalidClaims(detail: "claim \u{22}evil\u{22}")
        #expect(PassedRefusal(error, dpop: nil).text == "code=invalid_claims")
    }

    @Test(
        "what is no refusal of ours is none",
        arguments: [
            "", "preflight", "code=", "code=none", "code=token_missing token_missing", "scope=a", "code=TOKEN_MISSING",
            "x",
        ]
    )
    func other(text: String) {
        #expect(PassedRefusal(text) == nil)
    }
}

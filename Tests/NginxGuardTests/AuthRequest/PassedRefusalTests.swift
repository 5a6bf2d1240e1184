import OAuth
import ResourceServerTestSupport
import Testing

@testable import NginxGuard
@testable import ResourceServer

@Suite("Refusals on their way through the web server")
struct PassedRefusalTests {
    private static let full = TokenValidationError(
        .insufficientScope,
        retryAfter: .milliseconds(1_500),
        scope: "read:a write:a",
        authentication: AuthenticationRequirement(contexts: ["urn:mfa", "2"], maxAge: .seconds(300)),
        nonce: "abc.DEF-_~"
    )

    @Test("every reason arrives as it was sent", arguments: TokenValidationError.Code.allCases)
    func codes(code: TokenValidationError.Code) throws {
        let passed = try #require(PassedRefusal(PassedRefusal(TokenValidationError(code), dpop: nil).text))
        #expect(passed.error.code == code)
        #expect(passed.error.sentence.description == TokenValidationError(code).sentence.description)
        #expect(passed.dpop == nil)
        #expect(passed.error.scope == nil)
        #expect(passed.error.retryAfter == nil)
        #expect(passed.error.nonce == nil)
        #expect(passed.error.authentication == nil)
    }

    @Test("what belongs to the reason arrives with it")
    func all() throws {
        let text = PassedRefusal(Self.full, dpop: .required, scheme: .dpop).text
        #expect(
            text
                == "code=insufficient_scope;scope=read:a write:a;retry_after=2;acr=urn:mfa 2;max_age=300;nonce=abc.DEF-_~;dpop=required;proof"
        )
        let passed = try #require(PassedRefusal(text))
        #expect(passed.error.scope == "read:a write:a")
        #expect(passed.error.retryAfter == .seconds(2))
        #expect(passed.error.nonce == "abc.DEF-_~")
        #expect(passed.error.authentication == Self.full.authentication)
        #expect(passed.dpop == .required)
        #expect(passed.scheme == .dpop)
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
        let error = TokenValidationError(.invalidClaims, detail: "claim \u{22}evil\u{22}")
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

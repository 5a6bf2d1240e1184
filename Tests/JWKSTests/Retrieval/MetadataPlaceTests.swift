import Testing
import URI

@testable import JWKS

@Suite struct MetadataPlaceTests {
    private func urls(_ issuer: String, _ rules: RetrievalRules = RetrievalRules()) throws -> [String] {
        try MetadataPlace.all(of: issuer, rules).map(\.url.text)
    }

    @Test(
        "OpenID Connect has the place behind the issuer's path, RFC 8414 before it, and some have RFC 8414's behind it",
        arguments: [
            (
                "https://issuer.example/tenant",
                [
                    "https://issuer.example/tenant/.well-known/openid-configuration",
                    "https://issuer.example/.well-known/oauth-authorization-server/tenant",
                    "https://issuer.example/tenant/.well-known/oauth-authorization-server",
                ]
            ),
            (
                "http://127.0.0.1:8080/a/b/",
                [
                    "http://127.0.0.1:8080/a/b/.well-known/openid-configuration",
                    "http://127.0.0.1:8080/.well-known/oauth-authorization-server/a/b",
                    "http://127.0.0.1:8080/a/b/.well-known/oauth-authorization-server",
                ]
            ),
            (
                "https://issuer.example/",
                [
                    "https://issuer.example/.well-known/openid-configuration",
                    "https://issuer.example/.well-known/oauth-authorization-server",
                ]
            ),
            (
                "https://[2001:db8::1]:8443",
                [
                    "https://[2001:db8::1]:8443/.well-known/openid-configuration",
                    "https://[2001:db8::1]:8443/.well-known/oauth-authorization-server",
                ]
            ),
        ]
    )
    func places(issuer: String, expected: [String]) throws {
        #expect(try urls(issuer) == expected)
    }

    @Test func oneKindHasItsOwnPlaces() throws {
        let issuer = "https://issuer.example/tenant"
        #expect(
            try urls(issuer, RetrievalRules(metadata: .oidc))
                == ["https://issuer.example/tenant/.well-known/openid-configuration"]
        )
        #expect(
            try urls(issuer, RetrievalRules(metadata: .oauth)) == [
                "https://issuer.example/.well-known/oauth-authorization-server/tenant",
                "https://issuer.example/tenant/.well-known/oauth-authorization-server",
            ]
        )
    }

    @Test(arguments: [
        "http://issuer.example/", "https://issuer.example/?a=b", "https://issuer.example/#a", "issuer", "",
    ])
    func anIssuerThatIsNoSecureURLHasNone(issuer: String) {
        #expect(throws: KeyRetrievalError.self) { try urls(issuer) }
    }

    @Test func anIssuerMayBeOfAHostThatIsNamed() throws {
        let rules = RetrievalRules(metadata: .oidc, httpHosts: ["issuer.internal"])
        #expect(
            try urls("http://issuer.internal:8080/", rules)
                == ["http://issuer.internal:8080/.well-known/openid-configuration"]
        )
        #expect(throws: KeyRetrievalError.self) { try urls("http://other.internal/", rules) }
    }
}

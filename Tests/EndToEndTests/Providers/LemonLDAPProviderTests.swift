import Testing

@Suite("Provider: LemonLDAP::NG")
struct LemonLDAPProviderTests {
    private static let recipe = Provider.Recipe(name: "lemonldap", issuerPath: "/", tokenPath: "/oauth2/token")
    private static let user = "grant_type=password&username=dwho&password=dwho&scope=openid+read:messages"

    @Test(
        "its JWT lets in, before and after a rotation; what is opaque does not, nor an ID token whose audience is the API"
    )
    func tokens() async throws {
        try await Provider.running(Self.recipe) { provider in
            try await provider.judged { deployment in
                let token = try await provider.accessToken()
                #expect(try await deployment.http.get("/api/private", token: token).status == 200)
                #expect(try await deployment.http.get("/api/private-scoped", token: token).status == 200)
                let opaque = try await provider.accessToken(client: "opaque")
                let answer = try await deployment.http.get("/api/private", token: opaque)
                #expect(answer.members["error_code"] == "token_malformed")

                let tokens = try await provider.tokens(client: "api", Self.user)
                let accessToken = try #require(tokens["access_token"])
                #expect(try await deployment.http.get("/api/private", token: accessToken).status == 200)
                let idToken = try #require(tokens["id_token"])
                let refused = try await deployment.http.get("/api/private", token: idToken)
                #expect(refused.members["error_code"] == "invalid_claims")

                #expect(try await Program(command: ["\(provider.folder)/rotate"]).run().succeeded)
                try await waitUntil("another key signs") {
                    let renewed = try await provider.accessToken()
                    let isRenewed = renewed.prefix { $0 != "." } != token.prefix { $0 != "." }
                    if isRenewed {
                        #expect(try await deployment.http.get("/api/private", token: renewed).status == 200)
                    }
                    return isRenewed
                }
            }
        }
    }

    @Test("its opaque token is what it says of it, without an audience")
    func opaque() async throws {
        try await Provider.running(Self.recipe) { provider in
            let members = #","audience_optional": true"#
            try await provider.asked(at: "/oauth2/introspect", as: "opaque", members) { deployment in
                let token = try await provider.accessToken(client: "opaque", Self.user)
                let answer = try await deployment.http.get("/api/private", token: token)
                #expect(answer.status == 200, "\(answer.text)")
                let unknown = try await deployment.http.get("/api/private", token: String(token.reversed()))
                #expect(unknown.members["error_code"] == "token_revoked")
            }
        }
    }
}

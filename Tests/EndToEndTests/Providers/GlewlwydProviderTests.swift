import Testing

@Suite("Provider: Glewlwyd")
struct GlewlwydProviderTests {
    private static let recipe = Provider.Recipe(
        name: "glewlwyd",
        issuerPath: "/api/oidc",
        tokenPath: "/api/oidc/token"
    )
    private static let grant = "grant_type=client_credentials&scope=read:messages"

    @Test("its token lets in where the client has asked for the API as resource (RFC 8707), and only there")
    func tokens() async throws {
        try await Provider.running(Self.recipe) { provider in
            try await provider.judged(["REQUIRE_AT_JWT": "true"]) { deployment in
                let token = try await provider.accessToken("\(Self.grant)&resource=\(Deployment.audience)")
                #expect(try await deployment.http.get("/api/private", token: token).status == 200)
                #expect(try await deployment.http.get("/api/private-scoped", token: token).status == 200)
                let general = try await deployment.http.get("/api/private", token: provider.accessToken())
                #expect(general.members["error_code"] == "invalid_audience")
            }
        }
    }

    @Test("of its token it says what it is for, and no issuer; taken back, the token is refused")
    func introspected() async throws {
        try await Provider.running(Self.recipe) { provider in
            try await provider.asked(at: "/api/oidc/introspect") { deployment in
                let token = try await provider.accessToken("\(Self.grant)&resource=\(Deployment.audience)")
                let answer = try await deployment.http.get("/api/private-scoped", token: token)
                #expect(answer.status == 200, "\(answer.text)")
                try await provider.revoke(token, at: "/api/oidc/revoke")
                let revoked = try await deployment.http.get("/api/private", token: token)
                #expect(revoked.members["error_code"] == "token_revoked")
            }
        }
    }
}

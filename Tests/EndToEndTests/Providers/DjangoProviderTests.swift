import Foundation
import Testing

@Suite("Provider: django-oauth-toolkit")
struct DjangoProviderTests {
    private static let recipe = Provider.Recipe(name: "django", issuerPath: "/o", tokenPath: "/o/token/")

    @Test(
        "its keys are found by either kind of metadata, its JWT without a key id lets in, and its opaque token does not",
        arguments: ["oidc", "oauth"]
    )
    func tokens(metadata: String) async throws {
        try await Provider.running(Self.recipe) { provider in
            let file = "\(provider.folder)/issuers.json"
            let policy = """
                [{"issuer": "\(provider.issuer)", "audiences": ["\(Deployment.audience)"], "metadata": "\(metadata)"}]
                """
            try policy.write(toFile: file, atomically: false, encoding: .utf8)
            let settings = ["ISSUERS_FILE": file, "ISSUERS": "", "AUTH0_AUDIENCE": ""]
            try await withDeployment(DeploymentConfiguration(settings: settings)) { deployment in
                let token = try await provider.accessToken()
                #expect(try await deployment.http.get("/api/private", token: token).status == 200)
                #expect(try await deployment.http.get("/api/private-scoped", token: token).status == 200)
                let opaque = try await provider.accessToken(client: "opaque")
                let answer = try await deployment.http.get("/api/private", token: opaque)
                #expect(answer.members["error_code"] == "token_malformed")
            }
        }
    }

    @Test("its opaque token is what it says of it, without an audience, and is refused once it is taken back")
    func opaque() async throws {
        try await Provider.running(Self.recipe) { provider in
            let members = #","audience_optional": true"#
            try await provider.asked(at: "/o/introspect/", as: "opaque", members) { deployment in
                let token = try await provider.accessToken(client: "opaque")
                #expect(try await deployment.http.get("/api/private", token: token).status == 200)
                #expect(try await deployment.http.get("/api/private-scoped", token: token).status == 200)
                try await provider.revoke(token, of: "opaque", at: "/o/revoke_token/")
                let answer = try await deployment.http.get("/api/private", token: token)
                #expect(answer.members["error_code"] == "token_revoked")
            }
            try await provider.asked(at: "/o/introspect/", as: "opaque") { deployment in
                let token = try await provider.accessToken(client: "opaque")
                let answer = try await deployment.http.get("/api/private", token: token)
                #expect(answer.members["error_code"] == "invalid_audience")
            }
        }
    }
}

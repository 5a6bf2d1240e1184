import Foundation
import JOSE
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

    @Test("a user who logs out there is logged out here: the provider says so (OpenID Connect Back-Channel Logout)")
    func logout() async throws {
        let port = try LocalSocket.freePort()
        var recipe = Self.recipe
        recipe.arguments = ["http://127.0.0.1:\(port)/backchannel-logout"]
        try await Provider.running(recipe) { provider in
            let policy = """
                [{"issuer": "\(provider.issuer)", "audiences": ["\(Deployment.audience)"], "logout_audiences": ["api"]}]
                """
            var configuration = DeploymentConfiguration()
            configuration.port = port
            configuration.settings = ["BACKCHANNEL_LOGOUT": "true", "MAX_TOKEN_LIFETIME": "25h"]
            configuration.settingsFromFolder = {
                ["DENY_FILE": "\($0)/denied.jsonl", "ISSUERS_FILE": "\($0)/issuers.json"]
            }
            configuration.prepare = { folder, _ in
                try "".write(toFile: "\(folder)/denied.jsonl", atomically: false, encoding: .utf8)
                try policy.write(toFile: "\(folder)/issuers.json", atomically: false, encoding: .utf8)
            }
            try await withDeployment(configuration) { deployment in
                let browser = try await GlewlwydUser(provider)
                let token = try await browser.accessToken()
                #expect(try await deployment.http.get("/api/private", token: token).status == 200)
                try await browser.logOut()
                try await waitUntil("the logout has arrived") {
                    try await deployment.http.get("/api/private", token: token).members["error_code"] == "token_revoked"
                }
                _ = try await deployment.log(with: "logged out")
                // Who comes back has other tokens.
                try await Task.sleep(for: .seconds(2))
                let next = try await GlewlwydUser(provider).accessToken()
                #expect(try await deployment.http.get("/api/private", token: next).status == 200)
            }
        }
    }
}

/// A user of Glewlwyd, with a browser that has a session there.
private struct GlewlwydUser {
    private let provider: Provider
    private let jar: String

    /// Logs in, and lets the client have what it asks for.
    init(_ provider: Provider) async throws {
        self.provider = provider
        jar = "\(provider.folder)/\(UUID().uuidString)"
        try await send("auth/", ["--data", #"{"username":"dwho","password":"password"}"#])
        try await send("auth/grant/api/", ["--request", "PUT", "--data", #"{"scope":"openid read:messages"}"#])
    }

    @discardableResult
    private func send(_ path: String, _ words: [String]) async throws -> String {
        let command =
            ["curl", "--silent", "--show-error", "--fail", "--max-time", "30", "--cookie", jar, "--cookie-jar", jar]
            + ["--header", "Content-Type: application/json"] + words + ["http://127.0.0.1:\(provider.port)/api/\(path)"]
        let result = try await Program(command: command).run()
        try #require(result.succeeded, "\(path): \(result.error)")
        return result.output
    }

    /// What the client gets for a code that the browser has brought it.
    func accessToken() async throws -> String {
        let callback = "http%3A%2F%2F127.0.0.1%2Fcallback"
        let question =
            "response_type=code&client_id=api&redirect_uri=\(callback)&scope=openid+read:messages&nonce=n&g_continue"
        let resource = "resource=\(Deployment.audience)"
        let address = try await send("oidc/auth?\(question)&\(resource)", ["--write-out", "%{redirect_url}"])
        let code = try #require(address.firstMatch(of: /[?&]code=([^&]+)/)).output.1
        let tokens = try await provider.tokens(
            client: "api",
            "grant_type=authorization_code&code=\(code)&redirect_uri=\(callback)&\(resource)"
        )
        let payload = try #require(tokens["id_token"]?.split(separator: ".").dropFirst().first)
        let claims = try JSONObject(parsing: try #require(Base64URL.decode(String(payload))))
        let session = try #require(claims["sid"]?.stringValue)
        try session.write(toFile: "\(jar).sid", atomically: false, encoding: .utf8)
        return try #require(tokens["access_token"])
    }

    /// Ends the session at the provider, which then tells the client.
    func logOut() async throws {
        let session = try String(contentsOfFile: "\(jar).sid", encoding: .utf8)
        try await send("oidc/session/\(session)/", ["--request", "DELETE"])
    }
}

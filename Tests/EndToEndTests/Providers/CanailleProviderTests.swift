import Testing

@Suite("Provider: Canaille")
struct CanailleProviderTests {
    private static let recipe = Provider.Recipe(name: "canaille", tokenPath: "/oauth/token")
    private static let user = "grant_type=password&username=user&password=correct%20horse&scope=openid+profile"

    @Test("a user's RS512 JWT lets in, before and after a rotation, and what is of the key that went does not")
    func tokens() async throws {
        try await Provider.running(Self.recipe) { provider in
            try await provider.judged(audience: "api", ["ALGORITHMS": "RS512"]) { deployment in
                let token = try await provider.accessToken(Self.user)
                #expect(try await deployment.http.get("/api/private", token: token).status == 200)
                // Its tokens have no scope.
                #expect(try await deployment.http.get("/api/private-scoped", token: token).status == 403)
                let opaque = try await provider.accessToken("grant_type=client_credentials")
                let answer = try await deployment.http.get("/api/private", token: opaque)
                #expect(answer.members["error_code"] == "token_malformed")

                try await provider.rotate()
                let renewed = try await provider.accessToken(Self.user)
                #expect(try await deployment.http.get("/api/private", token: renewed).status == 200)
                let old = try await deployment.http.get("/api/private", token: token)
                #expect(old.members["error_code"] == "jwks_key_not_found")
            }
        }
    }

    @Test("where RS512 is not accepted, check-config --online says so")
    func checkConfig() async throws {
        try await Provider.running(Self.recipe) { provider in
            let settings = ["ISSUERS": provider.issuer, "AUTH0_AUDIENCE": "api", "ALGORITHMS": "ES256"]
            let command = [Project.bearerd, "check-config", "--online"]
            let result = try await Program(command: command, environment: settings).run()
            #expect(result.succeeded)
            #expect(result.output.contains("kid \"key-0\": RSA, 2048 bits, alg not said: not used: ALGORITHMS or"))
            #expect(result.error.contains("no key of \(provider.issuer) will be used"))
        }
    }

    @Test("its opaque token is what it says of it, fractions of seconds included, and is refused once it is taken back")
    func opaque() async throws {
        try await Provider.running(Self.recipe) { provider in
            try await provider.asked(at: "/oauth/introspect", audience: "api") { deployment in
                let token = try await provider.accessToken("grant_type=client_credentials")
                let answer = try await deployment.http.get("/api/private", token: token)
                #expect(answer.status == 200, "\(answer.text)")
                try await provider.revoke(token, at: "/oauth/revoke")
                let revoked = try await deployment.http.get("/api/private", token: token)
                #expect(revoked.members["error_code"] == "token_revoked")
            }
        }
    }
}

import Testing

@Suite("Provider: Authlib")
struct AuthlibProviderTests {
    private static let recipe = Provider.Recipe(name: "authlib", tokenPath: "/token")

    @Test(
        "its keys are found by the metadata of RFC 8414, and its token of RFC 9068 lets in, before and after a rotation"
    )
    func tokens() async throws {
        try await Provider.running(Self.recipe) { provider in
            // The audience is the client.
            try await provider.judged(audience: "api", ["REQUIRE_AT_JWT": "true"]) { deployment in
                let token = try await provider.accessToken()
                #expect(try await deployment.http.get("/api/private", token: token).status == 200)
                #expect(try await deployment.http.get("/api/private-scoped", token: token).status == 200)
                let other = try await provider.accessToken(client: "other")
                #expect(
                    try await deployment.http.get("/api/private", token: other).members["error_code"]
                        == "invalid_audience"
                )
                let weak = try await provider.accessToken("grant_type=client_credentials&scope=other")
                #expect(try await deployment.http.get("/api/private-scoped", token: weak).status == 403)

                try await provider.rotate()
                let renewed = try await provider.accessToken()
                #expect(try await deployment.http.get("/api/private", token: renewed).status == 200)
                #expect(try await deployment.http.get("/api/private", token: token).status == 200)
            }
        }
    }

    @Test("check-config --online says where its keys were found, and that they will be used")
    func checkConfig() async throws {
        try await Provider.running(Self.recipe) { provider in
            let settings = ["ISSUERS": provider.issuer, "AUTH0_AUDIENCE": "api"]
            let command = [Project.bearerd, "check-config", "--online"]
            let result = try await Program(command: command, environment: settings).run()
            #expect(result.succeeded)
            let place = "\(provider.issuer)/.well-known/oauth-authorization-server"
            #expect(result.output.contains("\(provider.issuer): 1 keys, of which 1 will be used, found by \(place)\n"))
            #expect(result.output.contains(": RSA, 2048 bits, alg RS256: used for RS256\n"))
            #expect(result.error == "")
        }
    }

    @Test("of its token it says all that stands there, and is asked in the place of its keys")
    func introspected() async throws {
        try await Provider.running(Self.recipe) { provider in
            try await provider.asked(at: "/introspect", audience: "api") { deployment in
                let token = try await provider.accessToken()
                let answer = try await deployment.http.get("/api/private-scoped", token: token)
                #expect(answer.status == 200, "\(answer.text)")
                try await provider.rotate()
                let opaque = try await deployment.http.get("/api/private", token: "nobody-issued-it")
                #expect(opaque.members["error_code"] == "token_revoked")
            }
        }
    }
}

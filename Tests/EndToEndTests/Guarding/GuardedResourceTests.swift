import Foundation
import JOSE
import Testing

@Suite(
    "Guarded locations that are protected resources",
    .guarded(
        GuardedConfiguration(
            server: [
                guardedLocation("/mcp", "resource=/mcp;all=tools"),
                guardedLocation("/mcp/more", "resource=/mcp;all=more"),
                guardedLocation("/mcp2", "resource=/mcp2"),
                guardedLocation("/named", "resource=/named;aud=\(Deployment.audience)"),
                guardedLocation("/plain", "all=read:reports"),
            ].joined(separator: "\n"),
            settings: ["PUBLIC_ORIGIN": "https://api.example.com"]
        )
    )
)
struct GuardedResourceTests {
    private static let origin = "https://api.example.com"
    private static let place = "/.well-known/oauth-protected-resource"

    private func token(_ audience: String, scope: String = "tools more read:reports") async throws -> String {
        try await GuardedServer.shared().deployment.token("--audience", audience, "--scope", scope)
    }

    @Test("a token for the resource is let in there and nowhere else, asked again and again")
    func audience() async throws {
        let server = try GuardedServer.shared()
        let token = try await token(Self.origin + "/mcp")
        for _ in 0..<2 {
            for path in ["/plain", "/mcp2", "/named"] {
                let answer = try await server.http.get(path, token: token)
                #expect(answer.status == 401)
                #expect(answer.members["error_code"] == "invalid_audience")
            }
            #expect(try await server.deployment.http.get("/api/private", token: token).status == 401)
            for path in ["/mcp", "/mcp/more", "/mcp/x"] {
                #expect(try await server.http.get(path, token: token).status == 200)
            }
        }
        let general = try await self.token(Deployment.audience)
        for (path, status) in [("/mcp", 401), ("/plain", 200), ("/named", 200), ("/mcp2", 401)] {
            #expect(try await server.http.get(path, token: general).status == status)
        }
    }

    @Test("the challenge names the document and the scopes, and the document the address and all scopes")
    func challenge() async throws {
        let server = try GuardedServer.shared()
        let challenges = try await server.http.send("GET", "/mcp").values(of: "WWW-Authenticate")
        #expect(
            challenges.first
                == #"Bearer realm="api", scope="tools", resource_metadata="\#(Self.origin)\#(Self.place)/mcp""#
        )
        _ = try await server.http.send("GET", "/mcp/more")
        let document = try JSONObject(parsing: await server.http.send("GET", Self.place + "/mcp").body)
        #expect(document["resource"] == .string(Self.origin + "/mcp"))
        #expect(document["scopes_supported"] == ["more", "tools"])
        let general = try await server.http.send("GET", "/plain").values(of: "WWW-Authenticate")
        #expect(
            general.first
                == #"Bearer realm="api", scope="read:reports", resource_metadata="\#(Self.origin)\#(Self.place)""#
        )
        let whole = try JSONObject(parsing: await server.http.send("GET", Self.place).body)
        #expect(whole["scopes_supported"] == ["read:messages"])
    }
}

@Suite("Guarded locations that cannot be protected resources")
struct UnnamedResourceTests {
    @Test("without PUBLIC_ORIGIN they refuse everything, and the log says why")
    func noOrigin() async throws {
        let configuration = GuardedConfiguration(server: guardedLocation("/mcp", "resource=/mcp"))
        try await withGuardedServer(configuration) { server in
            let token = try await server.deployment.token()
            for path in ["/mcp", "/mcp/x"] {
                #expect(try await server.http.get(path, token: token).status == 500)
            }
            let log = try await server.deployment.log(with: "resource needs PUBLIC_ORIGIN")
            #expect(log.components(separatedBy: "resource needs PUBLIC_ORIGIN").count == 2)
        }
    }
}

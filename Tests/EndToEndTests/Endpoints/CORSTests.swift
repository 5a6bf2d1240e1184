import HTTP
import Testing

/// What pages of other origins may read: of bearerd's own endpoints, and of guarded locations.
@Suite(
    "CORS",
    .serialized,
    .guarded(
        GuardedConfiguration(
            server: """
                location / {
                    auth_request "/_bearerd/all=read:a";
                    include bearerd_guard.conf;
                    include bearerd_cors.conf;
                    proxy_pass http://@UPSTREAM@;
                }
                \(guardedLocation("/plain/", "optional"))
                \(guardedLocation("/typo/", "optionall"))
                """,
            settings: [
                "CORS_ALLOWED_ORIGINS": "https://app.example.com, http://localhost:3000", "CORS_MAX_AGE": "5m",
            ]
        )
    )
)
struct CORSTests {
    private static let preflight = [
        "Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: authorization,dpop",
    ]
    private static let stranger = "Origin: https://evil.example.com"
    private static let friend = "Origin: https://app.example.com"

    private func servers() throws -> [HTTPClient] {
        let server = try GuardedServer.shared()
        return [server.http, server.deployment.http]
    }

    @Test("a preflight is answered without a token, and reaches no application")
    func preflight() async throws {
        let received = try await GuardedServer.shared().upstream.receives { () async throws in
            for (index, http) in try servers().enumerated() {
                for path in index == 0 ? ["/x", "/plain/x"] : ["/api/private", "/api/public", "/nowhere"] {
                    let answer = try await http.send("OPTIONS", path, fields: [Self.friend] + Self.preflight)
                    #expect(answer.status == 204)
                    #expect(answer.values(of: "X-Content-Type-Options") == ["nosniff"])
                    #expect(answer.values(of: "Access-Control-Allow-Origin") == ["https://app.example.com"])
                    #expect(
                        answer.values(of: "Access-Control-Allow-Headers") == [
                            "Authorization, Content-Type, DPoP, MCP-Protocol-Version, Mcp-Session-Id, Last-Event-ID"
                        ]
                    )
                    #expect(
                        answer.values(of: "Access-Control-Allow-Methods") == ["GET, HEAD, POST, PUT, PATCH, DELETE"]
                    )
                    #expect(answer.values(of: "Access-Control-Max-Age") == ["300"])
                    #expect(answer.values(of: "Access-Control-Allow-Credentials") == [])
                    #expect(answer.values(of: "Vary") == ["Origin"])
                    #expect(answer.values(of: "WWW-Authenticate") == [])
                }
            }
        }
        #expect(received.isEmpty)
    }

    @Test("a preflight of another origin gets no leave")
    func preflightOfStranger() async throws {
        let received = try await GuardedServer.shared().upstream.receives { () async throws in
            for http in try servers() {
                let answer = try await http.send("OPTIONS", "/api/private", fields: [Self.stranger] + Self.preflight)
                #expect(answer.status == 204)
                #expect(!answer.fields.contains { $0.name.hasPrefix("access-control-") })
                #expect(answer.values(of: "Vary") == ["Origin"])
            }
        }
        #expect(received.isEmpty)
    }

    @Test("an OPTIONS that is no preflight is judged like any other request")
    func optionsAlone() async throws {
        let http = try GuardedServer.shared().http
        for fields in [[], [Self.friend], Self.preflight] {
            #expect(try await http.send("OPTIONS", "/x", fields: fields).status == 401)
        }
    }

    @Test("refusals can be read by an allowed origin, and by no other")
    func refusals() async throws {
        for http in try servers() {
            let allowed = try await http.send("GET", "/api/private", fields: [Self.friend])
            #expect(allowed.status == 401)
            #expect(allowed.values(of: "Access-Control-Allow-Origin") == ["https://app.example.com"])
            #expect(
                allowed.values(of: "Access-Control-Expose-Headers") == ["WWW-Authenticate, DPoP-Nonce, Mcp-Session-Id"]
            )
            #expect(allowed.values(of: "Vary") == ["Origin"])
            for origin in [
                Self.stranger, "Origin: null", "Origin: https://APP.example.com", "Origin: https://app.example.com/",
                "Origin: https://app.example.com.evil.com", "Origin: http://app.example.com",
                "Origin: https://app.example.com:8443", "Origin: https://app.example.com, https://evil.example.com",
            ] {
                let refused = try await http.send("GET", "/api/private", fields: [origin])
                #expect(refused.status == 401)
                #expect(!refused.fields.contains { $0.name.hasPrefix("access-control-") }, "\(origin)")
                #expect(refused.values(of: "Vary") == ["Origin"])
            }
        }
    }

    @Test("what is let through can be read by an allowed origin, and by no other")
    func answers() async throws {
        let server = try GuardedServer.shared()
        let token = ["Authorization: Bearer \(try await server.deployment.token("--scope", "read:a"))"]
        for (http, path) in [(server.http, "/x"), (server.deployment.http, "/api/private")] {
            let allowed = try await http.send("GET", path, fields: token + [Self.friend])
            #expect(allowed.status == 200)
            #expect(allowed.values(of: "Access-Control-Allow-Origin") == ["https://app.example.com"])
            #expect(allowed.values(of: "Vary") == ["Origin"])
            for fields in [[], [Self.stranger], [Self.friend, Self.stranger]] {
                let answer = try await http.send("GET", path, fields: token + fields)
                #expect(answer.status == 200)
                #expect(!answer.fields.contains { $0.name.hasPrefix("access-control-") })
                #expect(answer.values(of: "Vary") == ["Origin"])
            }
        }
    }

    @Test("a preflight opens no location whose policy cannot be read")
    func unreadablePolicy() async throws {
        let http = try GuardedServer.shared().http
        #expect(try await http.send("OPTIONS", "/typo/x", fields: [Self.friend] + Self.preflight).status == 500)
    }
}

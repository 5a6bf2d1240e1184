import Testing

/// A server that only guards, and still tells whether bearerd is well.
@Suite("Health beside a guard")
struct GuardedHealthTests {
    @Test("this machine is told, nobody else, and everything but that is the application's")
    func health() async throws {
        let snippet = try Project.text(of: "nginx/bearerd_health.conf")
        let guarded = guardedLocation("/", "required")
        // Whoever sends the field is from elsewhere.
        let configuration = GuardedConfiguration(
            server: "set_real_ip_from 127.0.0.1; real_ip_header X-From; \(guarded)\n\(snippet)"
        )
        try await withGuardedServer(configuration) { server in
            let token = try await server.deployment.token()
            let received = try await server.upstream.receives { () async throws in
                #expect(try await server.http.send("GET", "/healthz").text.contains("ok"))
                #expect(try await server.http.send("GET", "/readyz").text.contains("ready"))
                for path in ["/healthz", "/readyz", "/metrics", "/status"] {
                    let answer = try await server.http.send("GET", path, fields: ["X-From: 203.0.113.9"])
                    #expect(answer.status == 403, "\(path)")
                }
                #expect(try await server.http.send("GET", "/api/public").status == 401)
                #expect(try await server.http.get("/api/public", token: token).status == 200)
                #expect(try await server.http.get("/healthz/more", token: token).status == 200)
            }
            #expect(received.map(\.target) == ["/api/public", "/healthz/more"])
        }
    }
}

import Foundation
import Glibc
import Testing

/// Nothing is let through unjudged while bearerd, or what it needs, is away.
@Suite("Guarded locations without bearerd")
struct GuardedOutageTests {
    private static let location = """
        \(guardedLocation("/", "required"))
        """

    @Test(
        "a bearerd that is down lets nothing through, whatever nginx makes of errors elsewhere",
        arguments: [
            "", "error_page 500 502 503 504 =200 /sorry; location = /sorry { return 200 sorry; }",
            "error_page 502 = /sorry; location = /sorry { return 204; }",
            "fastcgi_intercept_errors on; error_page 403 404 =200 /sorry; location = /sorry { return 200 sorry; }",
        ]
    )
    func down(surroundings: String) async throws {
        let configuration = GuardedConfiguration(server: surroundings + Self.location)
        try await withGuardedServer(configuration) { server in
            let token = try await server.deployment.token()
            let before = try await server.http.send("GET", "/x")
            #expect(before.status == 401)
            server.deployment.bearerd.send(SIGTERM)
            try await waitUntil("nobody listens") { (try? LocalSocket(path: server.deployment.bearerdSocket)) == nil }
            let received = try await server.upstream.receives { () async throws in
                #expect(try await server.http.send("GET", "/x").status >= 500)
                #expect(try await server.http.get("/x", token: token).status >= 500)
            }
            #expect(received.isEmpty)
        }
    }

    @Test("a cache around the guard keeps no judgement")
    func cache() async throws {
        let configuration = GuardedConfiguration(
            server: """
                fastcgi_cache judgements;
                fastcgi_cache_key x;
                fastcgi_cache_valid any 1m;
                fastcgi_ignore_headers Cache-Control;
                \(Self.location)
                """,
            http: "fastcgi_cache_path @FOLDER@/cache keys_zone=judgements:1m;"
        )
        try await withGuardedServer(configuration) { server in
            let token = try await server.deployment.token()
            for _ in 0..<2 {
                #expect(try await server.http.get("/x", token: token).status == 200)
                #expect(try await server.http.send("GET", "/x").status == 401)
            }
        }
    }

    @Test("keys that cannot be had are 503 with Retry-After")
    func keysUnavailable() async throws {
        let issuer = "http://127.0.0.1:1/"
        let configuration = GuardedConfiguration(server: Self.location, unreachableIssuer: issuer)
        try await withGuardedServer(configuration) { server in
            let token = try await server.deployment.token("--issuer", issuer)
            let answer = try await server.http.get("/x", token: token)
            #expect(answer.status == 503)
            #expect(answer.members["error_code"] == "jwks_fetch_failed")
            #expect(answer.values(of: "Retry-After").count == 1)
            #expect(answer.values(of: "WWW-Authenticate") == [])
            #expect(server.upstream.received.isEmpty)
        }
    }

    @Test("a restart under load lets nothing through unjudged")
    func restart() async throws {
        try await withGuardedServer(GuardedConfiguration(server: Self.location)) { server in
            let goodToken = try await server.deployment.token("--subject", "good")
            let badToken = try await server.deployment.token("--subject", "bad", "--broken", "bad-signature")
            let good = RequestLoad()
            let bad = RequestLoad()
            async let goodClients: Void = good.run(clients: 4) { try await server.http.get("/good", token: goodToken) }
            async let badClients: Void = bad.run(clients: 4) { try await server.http.get("/bad", token: badToken) }
            try await waitUntil("requests are judged") { good.count(of: 200) > 20 && bad.count(of: 401) > 20 }
            server.deployment.bearerd.send(SIGTERM)
            try await waitUntil("requests fail") { good.count(of: 502) > 20 && bad.count(of: 502) > 20 }
            let judged = good.count(of: 200)
            try await server.deployment.bearerdProgram.running(log: "\(server.deployment.folder)/bearerd.log") { _ in
                try await waitUntil("requests are judged again") { good.count(of: 200) > judged + 20 }
                good.end()
                bad.end()
            }
            try await goodClients
            try await badClients
            #expect(bad.statuses.isSubset(of: [401, 500, 502, 503]))
            #expect(!server.upstream.received.contains { $0.target == "/bad" })
            let arrived = server.upstream.received.count { $0.target == "/good" }
            #expect(arrived == good.count(of: 200))
        }
    }
}

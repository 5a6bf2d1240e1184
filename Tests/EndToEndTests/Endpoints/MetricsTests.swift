import FastCGI
import Foundation
import HTTP
import HTTPTypes
import Testing

@Suite("Metrics")
struct MetricsTests {
    private static let everyLine = ["REFUSALS_LOGGED": "1000000"]

    @Test("Prometheus reads them without a complaint, and counters are as many as there are lines")
    func countersAndLines() async throws {
        try await withDeployment(DeploymentConfiguration(settings: Self.everyLine)) { deployment in
            let good = try await deployment.token()
            let expired = try await deployment.token("--broken", "expired")
            let forged = try await deployment.token("--broken", "bad-signature")
            let tries: [(path: String, token: String?, count: Int)] = [
                ("/api/private", good, 5), ("/api/private", expired, 4), ("/api/private", forged, 3),
                ("/api/private-scoped", good, 2), ("/api/private", nil, 6), ("/api/public", nil, 2), ("/x", nil, 7),
            ]
            for (path, token, count) in tries {
                for _ in 0..<count {
                    _ = try await deployment.http.send(
                        "GET",
                        path,
                        fields: token.map { ["Authorization: Bearer \($0)"] } ?? []
                    )
                }
            }
            let metrics = try await deployment.metrics()
            #expect(try await metrics.mistakes() == "")
            #expect(
                metrics.refusals == [
                    "token_expired": 4, "invalid_signature": 3, "insufficient_scope": 2, "token_missing": 6,
                ]
            )
            try await waitUntil("all lines are there") {
                try deployment.log().split(separator: "\n").count { $0.contains("error_code") } == 15
            }
            let lines = try deployment.log().split(separator: "\n").map { try LogLine($0) }
            for (code, count) in metrics.refusals {
                #expect(lines.count { $0["error_code"] == code } == Int(count), "\(code)")
            }
            #expect(metrics.sum("bearerd_requests_total", ["outcome": "allowed", "route": "/api/private"]) == 5)
            #expect(metrics.sum("bearerd_requests_total", ["outcome": "answered", "route": "/api/public"]) == 2)
            let unknown = lines.count { $0.number("status") == 404 }
            #expect(metrics.sum("bearerd_requests_total", ["outcome": "answered", "status": "404"]) == Double(unknown))
            #expect(metrics.sum("bearerd_judgement_duration_seconds_count", ["outcome": "refused"]) == 15)
            #expect(metrics.sum("bearerd_issuer_keys", ["issuer": deployment.issuer]) == 1)
            #expect(metrics.sum("bearerd_issuer_fetches_total", ["outcome": "succeeded"]) == 1)
            #expect(metrics.sum("bearerd_token_cache_entries") == 1)
            // This request's own.
            #expect(metrics.sum("bearerd_requests_waiting") == 1)
            #expect(metrics.sum("bearerd_connections") >= 1)
        }
    }

    @Test("nothing that a client sends makes another series")
    func bounds() async throws {
        try await withDeployment { deployment in
            func rounds() async throws {
                for number in 0..<20 {
                    _ = try await deployment.http.send("GET", "/api/\(number)?\(number)")
                    _ = try await deployment.http.send("X\(number)", "/api/public", fields: ["Host: h\(number)"])
                    let token = try await deployment.token("--broken", "wrong-issuer", "--subject", "s\(number)")
                    _ = try await deployment.http.get("/api/private", token: token)
                    _ = try await deployment.http.get("/api/private", token: "a\(number).b.c")
                    _ = try await deployment.http.send("GET", "/x", fields: ["Bearerd-Policy: /_bearerd/all=\(number)"])
                }
            }
            try await rounds()
            _ = try await deployment.metrics()
            let before = try await deployment.metrics()
            try await rounds()
            let after = try await deployment.metrics()
            #expect(Set(after.values.keys) == Set(before.values.keys))
            #expect(after.sum("bearerd_requests_total") > before.sum("bearerd_requests_total"))
        }
    }

    @Test("requests at guarded locations are counted by policy, and what puts a refusal into words apart")
    func policies() async throws {
        let server = guardedLocation("/reports/", "all=read:a") + guardedLocation("/notes/", "optional")
        try await withGuardedServer(GuardedConfiguration(server: server)) { server in
            for _ in 0..<3 { #expect(try await server.http.send("GET", "/reports/1").status == 401) }
            #expect(try await server.http.send("GET", "/notes/1").status == 200)
            let metrics = try await server.deployment.metrics()
            #expect(try await metrics.mistakes() == "")
            let requests = "bearerd_requests_total"
            #expect(metrics.sum(requests, ["policy": "all=read:a", "error_code": "token_missing"]) == 3)
            #expect(metrics.sum(requests, ["policy": "optional", "outcome": "allowed"]) == 1)
            #expect(metrics.sum(requests, ["outcome": "rendered"]) == 3)
            #expect(metrics.sum(requests, ["outcome": "refused"]) == 3)
        }
    }

    @Test(
        "a client on another machine is answered as at any path that is not there, and so is everybody without METRICS"
    )
    func notForOthers() async throws {
        try await withDeployment { deployment in
            let socket = FastCGIClient(.unix(deployment.bearerdSocket))
            let there = try socket.send(Request(target: "/metrics"), metaVariables: ["REMOTE_ADDR": "192.0.2.7"])
            let nowhere = try socket.send(Request(target: "/nowhere"), metaVariables: ["REMOTE_ADDR": "192.0.2.7"])
            #expect(there.status == .notFound)
            #expect(there.body == nowhere.body)
            #expect(there.headerFields == nowhere.headerFields)
            #expect(try socket.send(Request(target: "/metrics"), metaVariables: [:]).status == .ok)
        }
        try await withDeployment(DeploymentConfiguration(settings: ["METRICS": "false"])) { deployment in
            let answer = try await deployment.http.send("GET", "/metrics")
            #expect(answer.status == 404)
        }
    }

    @Test("a thousand issuers are told of")
    func manyIssuers() async throws {
        var configuration = DeploymentConfiguration(settings: ["ISSUERS": "", "AUTH0_AUDIENCE": ""])
        configuration.readiness = "/healthz"
        configuration.settingsFromFolder = { ["ISSUERS_FILE": "\($0)/issuers.json"] }
        configuration.prepare = { folder, keys in
            try keys.write(toFile: "\(folder)/keys.json", atomically: false, encoding: .utf8)
            let issuers = (0..<1_000).map { number in
                #"{"issuer":"https://i\#(number).example/","audiences":["a"],"jwks_file":"\#(folder)/keys.json"}"#
            }
            let list = "[\(issuers.joined(separator: ","))]"
            try list.write(toFile: "\(folder)/issuers.json", atomically: false, encoding: .utf8)
        }
        try await withDeployment(configuration) { deployment in
            let metrics = try await deployment.metrics()
            // Keys that nobody has needed yet are not fetched.
            #expect(metrics.values.count { $0.key.hasPrefix("bearerd_issuer_keys{") && $0.value == 0 } == 1_000)
            #expect(try await metrics.mistakes() == "")
        }
    }
}

import Foundation
import TestSupport
import Testing

/// Used proofs in a Redis, through nginx.
@Suite("Used proofs that machines share")
struct SharedProofsTests {
    @Test(
        "a proof that the Redis has seen is a replay; while it is away, proofs are refused and the process is not ready"
    )
    func refuse() async throws {
        var configuration = DeploymentConfiguration()
        configuration.settingsFromFolder = { ["REDIS_URL": "unix:\($0)/redis.sock"] }
        configuration.readiness = "/healthz"
        try await withDeployment(configuration) { deployment in
            let http = deployment.http
            #expect(try await http.send("GET", "/readyz").status == 503)
            let client = try await DPoPClient(deployment)
            let token = try await client.token()
            // Nobody has told yet which tokens were taken back.
            #expect(
                try await http.get("/api/private", token: deployment.token()).members["error_code"]
                    == "store_unavailable"
            )

            let server = try RedisServer(deployment.folder)
            defer { server.kill() }
            try await server.start()
            try await waitUntil("the store is used") { try await http.send("GET", "/readyz").status == 200 }
            let fields = client.fields(token, proofs: try await client.proof(for: token))
            #expect(try await http.send("GET", "/api/private", fields: fields).status == 200)
            let again = try await http.send("GET", "/api/private", fields: fields)
            #expect(again.members["error_code"] == "dpop_proof_replayed")
            #expect(try await server.command("KEYS", "bearerd:proof:*").split(separator: "\n").count == 1)

            server.kill()
            try await waitUntil("the store is away") { try await http.send("GET", "/readyz").status == 503 }
            let other = client.fields(token, proofs: try await client.proof(for: token))
            let refused = try await http.send("GET", "/api/private", fields: other)
            #expect(refused.status == 503)
            #expect(refused.members["error_code"] == "store_unavailable")
            #expect(refused.members["error"] == "temporarily_unavailable")
            // The list that is known goes on counting.
            #expect(try await http.get("/api/private", token: deployment.token()).status == 200)
            let metrics = try await http.send("GET", "/metrics")
            #expect(String(decoding: metrics.body, as: UTF8.self).contains("bearerd_store_up 0"))
            let status = try await Program(
                command: [Project.bearerd, "status", "--fastcgi-listen", "unix:\(deployment.bearerdSocket)"]
            ).run()
            #expect(status.output.contains("store: AWAY since"), "\(status.output)")
        }
    }

    @Test("a Redis that evicts ends the start")
    func evicting() async throws {
        try await RedisServer.with(["--maxmemory-policy", "allkeys-lru"]) { server in
            let url = server.url
            try await withTemporaryFolder { folder in
                let command = [
                    Project.bearerd, "--issuers", "https://a.example/", "--audience", "x", "--redis-url", url,
                    "--fastcgi-listen", "unix:\(folder)/s",
                ]
                let result = try await Program(command: command, folder: folder).run()
                #expect(result.ending == .exited(78))
                #expect(result.error.contains("REDIS_URL is \"\(url)\""), "\(result.error)")
                #expect(result.error.contains("noeviction"))
            }
        }
    }
}

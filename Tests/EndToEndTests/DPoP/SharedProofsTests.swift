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
        try await RedisServer.with { server in
            try await withDeployment(DeploymentConfiguration(settings: ["REDIS_URL": server.url])) { deployment in
                let client = try await DPoPClient(deployment)
                let token = try await client.token()
                let fields = client.fields(token, proofs: try await client.proof(for: token))
                #expect(try await deployment.http.send("GET", "/api/private", fields: fields).status == 200)
                let again = try await deployment.http.send("GET", "/api/private", fields: fields)
                #expect(again.members["error_code"] == "dpop_proof_replayed")
                #expect(try server.command("KEYS", "bearerd:proof:*").split(separator: "\n").count == 1)
                #expect(try await deployment.http.send("GET", "/readyz").status == 200)
                server.kill()
                let other = client.fields(token, proofs: try await client.proof(for: token))
                let refused = try await deployment.http.send("GET", "/api/private", fields: other)
                #expect(refused.status == 503)
                #expect(refused.members["error_code"] == "store_unavailable")
                #expect(refused.members["error"] == "temporarily_unavailable")
                let readiness = try await deployment.http.send("GET", "/readyz")
                #expect(readiness.status == 503)
                #expect(readiness.text.contains(#""store":{"usable":false"#))
                #expect(try await deployment.http.send("GET", "/metrics").text.contains("bearerd_store_up 0"))
            }
        }
    }
}

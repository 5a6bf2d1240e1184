import Testing

@Suite("DPoP nonces at guarded locations")
struct GuardedNonceTests {
    @Test("a client is told the nonce that it needs, and gets through with it")
    func nonce() async throws {
        let configuration = GuardedConfiguration(
            server: """
                \(guardedLocation("/", "required"))
                """,
            settings: ["DPOP_NONCE": "required"]
        )
        try await withGuardedServer(configuration) { server in
            let client = try await DPoPClient(server.deployment)
            let token = try await client.token()
            let words = ["--url", server.url("/x"), "--token", token]
            let first = try await server.http.send(
                "GET",
                "/x",
                fields: client.fields(token, proofs: try await client.proof(words))
            )
            #expect(first.status == 401)
            #expect(first.challenges("DPoP").first?["error"] == "use_dpop_nonce")
            let nonces = first.values(of: "DPoP-Nonce")
            let nonce = try #require(nonces.first)
            #expect(nonces.count == 1)
            let second = try await server.http.send(
                "GET",
                "/x",
                fields: client.fields(token, proofs: try await client.proof(words + ["--nonce", nonce]))
            )
            #expect(second.status == 200)
        }
    }
}

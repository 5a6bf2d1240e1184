import Foundation
import Testing

/// DPoP at a guarded location: the proof is for the request that the client sent, and is used once.
@Suite(
    "DPoP at guarded locations",
    .serialized,
    .guarded(
        GuardedConfiguration(
            server: """
                \(guardedLocation("/", "required"))
                \(guardedLocation("/scoped/", "all=read:a"))
                \(guardedLocation("/bound/", "dpop=required"))
                \(guardedLocation("/bearer/", "dpop=disabled"))
                """
        )
    )
)
struct GuardedDPoPTests {
    @Test("a proof lets one request through, and the second one with it is a replay")
    func once() async throws {
        let server = try GuardedServer.shared()
        let client = try await DPoPClient(server.deployment)
        let token = try await client.token()
        let fields = client.fields(
            token,
            proofs: try await client.proof(["--url", server.url("/x"), "--token", token])
        )
        let received = try await server.upstream.receives { () async throws in
            #expect(try await server.http.send("GET", "/x", fields: fields).status == 200)
            let again = try await server.http.send("GET", "/x", fields: fields)
            #expect(again.status == 401)
            #expect(again.members["error_code"] == "dpop_proof_replayed")
            #expect(again.challenges("Bearer") == [["realm": "api"]])
            #expect(again.challenges("DPoP").first?["error"] == "invalid_dpop_proof")
        }
        #expect(received.count == 1)
    }

    @Test("a refusal for another reason is judged once: the proof that was good is not called a replay")
    func judgedOnce() async throws {
        let server = try GuardedServer.shared()
        let client = try await DPoPClient(server.deployment)
        let token = try await client.token()
        let proof = try await client.proof(["--url", server.url("/scoped/x"), "--token", token])
        let answer = try await server.http.send("GET", "/scoped/x", fields: client.fields(token, proofs: proof))
        #expect(answer.status == 403)
        #expect(answer.members["error_code"] == "insufficient_scope")
        #expect(answer.challenges("DPoP").first?["scope"] == "read:a")
    }

    @Test(
        "method and target of the proof are those that the client sent",
        arguments: [("POST", "/a%20b/x"), ("GET", "/r%65ports//x?y=%2e"), ("DELETE", "/x/")]
    )
    func original(method: String, target: String) async throws {
        let server = try GuardedServer.shared()
        let client = try await DPoPClient(server.deployment)
        let token = try await client.token()
        let url = server.url(target)
        let good = try await client.proof(["--url", url, "--method", method, "--token", token])
        #expect(try await server.http.send(method, target, fields: client.fields(token, proofs: good)).status == 200)
        for (url, method) in [(url, "PUT"), (server.url("/_bearerd/required"), method), (server.url("/"), method)] {
            let bad = try await client.proof(["--url", url, "--method", method, "--token", token])
            let method = method == "PUT" ? "GET" : method
            let answer = try await server.http.send(method, target, fields: client.fields(token, proofs: bad))
            #expect(answer.status == 401)
            #expect(["dpop_htu_mismatch", "dpop_htm_mismatch"].contains(answer.members["error_code"]))
        }
    }

    @Test(
        "the refusal of a proof is the one that bearerd itself gives",
        arguments: [
            "expired", "too-new", "wrong-method", "wrong-url", "wrong-token", "wrong-type", "private-key",
            "bad-signature",
        ]
    )
    func sameRefusal(defect: String) async throws {
        let server = try GuardedServer.shared()
        let client = try await DPoPClient(server.deployment)
        let token = try await client.token()
        let guardedProof = try await client.proof(
            ["--url", server.url("/api/private"), "--token", token, "--broken", defect])
        let directProof = try await client.proof(for: token, "--broken", defect)
        let guarded = try await server.http.send(
            "GET",
            "/api/private",
            fields: client.fields(token, proofs: guardedProof)
        )
        let direct = try await server.deployment.http.send(
            "GET",
            "/api/private",
            fields: client.fields(token, proofs: directProof)
        )
        #expect(guarded.status == 401)
        #expect(guarded.text == direct.text)
        #expect(guarded.values(of: "WWW-Authenticate") == direct.values(of: "WWW-Authenticate"))
        #expect(guarded.values(of: "WWW-Authenticate").count == 2)
    }

    @Test("two proofs, none, and a bound token as a bearer token are refused")
    func presentations() async throws {
        let server = try GuardedServer.shared()
        let client = try await DPoPClient(server.deployment)
        let token = try await client.token()
        func proof() async throws -> String { try await client.proof(["--url", server.url("/x"), "--token", token]) }
        func code(_ fields: [String]) async throws -> String? {
            try await server.http.send("GET", "/x", fields: fields).members["error_code"]
        }
        #expect(try await code(client.fields(token, proofs: proof(), proof())) == "dpop_proof_invalid")
        #expect(try await code(client.fields(token)) == "dpop_proof_missing")
        #expect(try await code(client.fields(token, scheme: "Bearer")) == "dpop_binding_mismatch")
    }

    @Test("a location may say for itself how it takes tokens, and its challenges say so, too")
    func modeOfTheLocation() async throws {
        let server = try GuardedServer.shared()
        let client = try await DPoPClient(server.deployment)
        let bound = try await client.token()
        let unbound = try await server.deployment.token()

        let proof = try await client.proof(["--url", server.url("/bound/x"), "--token", bound])
        let good = try await server.http.send("GET", "/bound/x", fields: client.fields(bound, proofs: proof))
        #expect(good.status == 200)
        let bearer = try await server.http.get("/bound/x", token: unbound)
        #expect(bearer.members["error_code"] == "bearer_not_allowed")
        #expect(bearer.values(of: "WWW-Authenticate").map { $0.prefix(5) } == ["DPoP "])

        #expect(try await server.http.get("/bearer/x", token: unbound).status == 200)
        let other = try await client.proof(["--url", server.url("/bearer/x"), "--token", bound])
        let refused = try await server.http.send("GET", "/bearer/x", fields: client.fields(bound, proofs: other))
        #expect(refused.members["error_code"] == "dpop_not_allowed")
        #expect(refused.values(of: "WWW-Authenticate").map { $0.prefix(7) } == ["Bearer "])
    }
}

@Suite(
    "DPoP at guarded locations with little memory",
    .guarded(
        GuardedConfiguration(
            server: guardedLocation("/", "required"),
            settings: ["DPOP_REPLAY_ENTRIES": "2"]
        )
    )
)
struct GuardedFullMemoryTests {
    @Test("a full memory lets no proof through to the application, and the client is told when to try again")
    func full() async throws {
        let server = try GuardedServer.shared()
        let client = try await DPoPClient(server.deployment)
        let token = try await client.token()
        func send() async throws -> HTTPAnswer {
            let proof = try await client.proof(["--url", server.url("/x"), "--token", token])
            return try await server.http.send("GET", "/x", fields: client.fields(token, proofs: proof))
        }
        let received = try await server.upstream.receives { () async throws in
            for _ in 0..<2 { #expect(try await send().status == 200) }
            try await send().expectFullReplayMemory()
        }
        #expect(received.count == 2)
        // A client that needs no proof is none the worse.
        #expect(try await server.http.get("/x", token: server.deployment.token()).status == 200)
    }
}

extension GuardedServer {
    /// The address of a target, as clients know it.
    func url(_ target: String) -> String { "http://127.0.0.1:\(port)\(target)" }
}

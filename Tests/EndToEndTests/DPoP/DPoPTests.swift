import Foundation
import Testing

@Suite("DPoP through nginx", .deployed())
struct DPoPTests {
    private func send(_ fields: [String], _ path: String = "/api/private") async throws -> HTTPAnswer {
        try await Deployment.shared().http.send("GET", path, fields: fields)
    }

    @Test(
        "a proof that is broken on purpose is refused for what is broken",
        arguments: [
            ("expired", "dpop_proof_expired"), ("too-new", "dpop_proof_too_new"), ("wrong-method", "dpop_htm_mismatch"),
            ("wrong-url", "dpop_htu_mismatch"), ("wrong-token", "dpop_ath_mismatch"),
            ("wrong-type", "dpop_proof_invalid"), ("private-key", "dpop_proof_invalid"),
            ("bad-signature", "dpop_proof_invalid"),
        ]
    )
    func broken(defect: String, code: String) async throws {
        let client = try await DPoPClient(Deployment.shared())
        let token = try await client.token()
        let proof = try await client.proof(for: token, "--broken", defect)
        let answer = try await send(client.fields(token, proofs: proof))
        #expect(answer.status == 401)
        #expect(answer.members["error_code"] == code)
        #expect(answer.members["error"] == "invalid_dpop_proof")
        // Both schemes are offered; the error stands in the one that the client used (RFC 9449 §7.2).
        #expect(answer.values(of: "WWW-Authenticate").count == 2)
        #expect(answer.challenges("Bearer") == [["realm": "api"]])
        let challenge = try #require(answer.challenges("DPoP").first)
        #expect(challenge["error"] == "invalid_dpop_proof")
        #expect(challenge["algs"] == "ES256 ES384 RS256 PS256 EdDSA Ed25519")
        #expect(challenge["error_description"] == answer.members["error_description"])
    }

    @Test("another client's proof does not help a thief")
    func stolenToken() async throws {
        let client = try await DPoPClient(Deployment.shared())
        let thief = try await DPoPClient(Deployment.shared())
        let token = try await client.token()
        let answer = try await send(thief.fields(token, proofs: try await thief.proof(for: token)))
        #expect(answer.members["error_code"] == "dpop_binding_mismatch")
        #expect(answer.challenges("DPoP").first?["error"] == "invalid_token")
    }

    @Test("a proof for one endpoint is not good for another; the query does not matter")
    func endpoint() async throws {
        let client = try await DPoPClient(Deployment.shared())
        let token = try await client.token("--scope", "read:messages")
        let proof = try await client.proof(for: token, path: "/api/private?a=b")
        let fields = client.fields(token, proofs: proof)
        #expect(try await send(fields, "/api/private-scoped").members["error_code"] == "dpop_htu_mismatch")
        #expect(try await send(fields, "/api/private?c=d").status == 200)
    }

    @Test("HEAD needs a proof for HEAD")
    func head() async throws {
        let client = try await DPoPClient(Deployment.shared())
        let token = try await client.token()
        let http = try Deployment.shared().http
        let get = client.fields(token, proofs: try await client.proof(for: token))
        #expect(try await http.send("HEAD", "/api/private", fields: get).status == 401)
        let head = client.fields(token, proofs: try await client.proof(for: token, "--method", "HEAD"))
        #expect(try await http.send("HEAD", "/api/private", fields: head).status == 200)
    }

    @Test("one proof from 64 clients at once: exactly one is let through")
    func concurrent() async throws {
        let client = try await DPoPClient(Deployment.shared())
        let token = try await client.token()
        let fields = client.fields(token, proofs: try await client.proof(for: token))
        let answers = try await withThrowingTaskGroup(of: HTTPAnswer.self) { group in
            for _ in 0..<64 { group.addTask { try await send(fields) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count { $0.status == 200 } == 1)
        #expect(answers.count { $0.members["error_code"] == "dpop_proof_replayed" } == 63)
    }

    @Test(
        "a hostile Host does not make a proof good",
        arguments: ["evil.example", "127.0.0.1?x=", "127.0.0.1#", "a@127.0.0.1"]
    )
    func hostileHost(host: String) async throws {
        let deployment = try Deployment.shared()
        let client = try await DPoPClient(deployment)
        let token = try await client.token()
        let proof = try await client.proof(for: token)
        let lines =
            ["GET /api/private HTTP/1.1", "Host: \(host)", "Connection: close"]
            + client.fields(token, proofs: proof)
        let answer = try await deployment.http.exchange(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8))
        // Some of them are nginx's to refuse.
        #expect(answer.status == 400 || answer.members["error_code"] == "dpop_htu_mismatch")
    }

    @Test("a refusal is logged with its code and whose token it was, without token and proof")
    func log() async throws {
        let deployment = try Deployment.shared()
        let client = try await DPoPClient(deployment)
        let token = try await client.token("--subject", "auth0|bob")
        let proof = try await client.proof(for: token, "--broken", "expired")
        _ = try await send(client.fields(token, proofs: proof))
        let log = try await deployment.log(with: "dpop_proof_expired")
        let line = log.split(separator: "\n").first { $0.contains("dpop_proof_expired") && $0.contains("auth0|bob") }
        #expect(line?.contains(#""level":"info""#) == true)
        #expect(!log.contains(token))
        #expect(!log.contains(proof))
    }

    @Test("the token endpoint binds a token to the key of a proof (RFC 9449 §5)")
    func tokenEndpoint() async throws {
        let deployment = try Deployment.shared()
        let client = try await DPoPClient(deployment)
        let url = deployment.origin + "/oauth/token"
        let form =
            "grant_type=client_credentials&client_id=development-client&client_secret=development-secret"
            + "&audience=\(Deployment.audience)"
        func request(_ proof: String) async throws -> HTTPAnswer {
            let fields = ["Content-Type: application/x-www-form-urlencoded", "DPoP: \(proof)"]
            return try await deployment.http.send("POST", "/oauth/token", fields: fields, body: Array(form.utf8))
        }
        let answer = try await request(client.proof(["--url", url, "--method", "POST"]))
        let body = try #require(try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
        #expect(body["token_type"] as? String == "DPoP")
        let token = try #require(body["access_token"] as? String)
        #expect(try await send(client.fields(token, proofs: try await client.proof(for: token))).status == 200)
        #expect(try await send(["Authorization: Bearer \(token)"]).members["error_code"] == "dpop_binding_mismatch")

        let refusal = try await request(client.proof(["--url", url, "--method", "GET"]))
        #expect(refusal.status == 400)
        #expect(refusal.members["error"] == "invalid_dpop_proof")
    }
}

extension HTTPAnswer {
    /// What a client is told when no more proofs can be remembered: nothing of a challenge, for its token and proof are good.
    func expectFullReplayMemory() throws {
        #expect(status == 503)
        #expect(members["error_code"] == "dpop_replay_full")
        #expect(members["error"] == "temporarily_unavailable")
        #expect(values(of: "WWW-Authenticate").isEmpty)
        #expect(values(of: "Cache-Control") == ["no-store"])
        // The window of 330 s and a quarter of it.
        let seconds = try #require(values(of: "Retry-After").first.flatMap { Int($0) })
        #expect((1...413).contains(seconds))
    }
}

private let behindProxy = DeploymentConfiguration(
    settings: ["PUBLIC_ORIGIN": "https://api.example.com", "PUBLIC_PATH_PREFIX": "/v1"]
)

@Suite("DPoP with a public origin through nginx", .deployed(behindProxy))
struct DPoPOriginTests {
    @Test(
        "the target is the public one, whatever Host says",
        arguments: [
            ("https://api.example.com/v1/api/private", true), ("https://API.example.com:443/v1/api/private?x", true),
            ("https://api.example.com/api/private", false), ("http://api.example.com/v1/api/private", false),
        ]
    )
    func target(url: String, isAccepted: Bool) async throws {
        let deployment = try Deployment.shared()
        let client = try await DPoPClient(deployment)
        let token = try await client.token()
        for host in ["127.0.0.1:\(deployment.port)", "evil.example", "api.example.com", "x?y="] {
            let proof = try await client.proof(["--url", url, "--token", token])
            let lines =
                ["GET /api/private HTTP/1.1", "Host: \(host)", "Connection: close"]
                + client.fields(token, proofs: proof)
            let answer = try await deployment.http.exchange(Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8))
            #expect(answer.members["error_code"] == (isAccepted ? nil : "dpop_htu_mismatch"))
            #expect(answer.status == (isAccepted ? 200 : 401))
        }
    }

    @Test("a proof for the address that nginx has, and the client does not, is refused")
    func ownAddress() async throws {
        let deployment = try Deployment.shared()
        let client = try await DPoPClient(deployment)
        let token = try await client.token()
        let fields = client.fields(token, proofs: try await client.proof(for: token))
        let answer = try await deployment.http.send("GET", "/api/private", fields: fields)
        #expect(answer.members["error_code"] == "dpop_htu_mismatch")
    }
}

@Suite("DPoP with nonces through nginx", .deployed(DeploymentConfiguration(settings: ["DPOP_NONCE": "required"])))
struct DPoPNonceTests {
    @Test("a client learns the nonce from the refusal, and is let through with it")
    func roundTrip() async throws {
        let deployment = try Deployment.shared()
        let client = try await DPoPClient(deployment)
        let token = try await client.token()
        let first = client.fields(token, proofs: try await client.proof(for: token))
        let refusal = try await deployment.http.send("GET", "/api/private", fields: first)
        #expect(refusal.status == 401)
        #expect(refusal.members["error_code"] == "dpop_nonce_required")
        #expect(refusal.challenges("DPoP").first?["error"] == "use_dpop_nonce")
        #expect(refusal.values(of: "Cache-Control") == ["no-store"])
        #expect(refusal.values(of: "DPoP-Nonce").count == 1)
        let nonce = try #require(refusal.values(of: "DPoP-Nonce").first)

        let second = client.fields(token, proofs: try await client.proof(for: token, "--nonce", nonce))
        #expect(try await deployment.http.send("GET", "/api/private", fields: second).status == 200)
        #expect(
            try await deployment.http.send("GET", "/api/private", fields: second).members["error_code"]
                == "dpop_proof_replayed"
        )
        let other = client.fields(token, proofs: try await client.proof(for: token, "--nonce", "x"))
        #expect(
            try await deployment.http.send("GET", "/api/private", fields: other).members["error_code"]
                == "dpop_nonce_required"
        )
    }

    @Test("a bearer token needs no nonce")
    func bearer() async throws {
        let deployment = try Deployment.shared()
        #expect(try await deployment.http.get("/api/private", token: deployment.token()).status == 200)
    }
}

@Suite(
    "DPoP with little memory through nginx",
    .deployed(DeploymentConfiguration(settings: ["DPOP_REPLAY_ENTRIES": "2"]))
)
struct DPoPFullMemoryTests {
    @Test("a full memory refuses a good proof and still knows the used ones; the log says why")
    func full() async throws {
        let deployment = try Deployment.shared()
        let client = try await DPoPClient(deployment)
        let token = try await client.token()
        var sent: [[String]] = []
        for status in [200, 200, 503] {
            let fields = client.fields(token, proofs: try await client.proof(for: token))
            let answer = try await deployment.http.send("GET", "/api/private", fields: fields)
            #expect(answer.status == status)
            if status == 503 { try answer.expectFullReplayMemory() } else { sent.append(fields) }
        }
        for fields in sent {
            let answer = try await deployment.http.send("GET", "/api/private", fields: fields)
            #expect(answer.members["error_code"] == "dpop_proof_replayed")
        }
        _ = try await deployment.log(with: "the memory of used proofs is full")
        #expect(try await deployment.http.get("/api/private", token: deployment.token()).status == 200)
    }
}

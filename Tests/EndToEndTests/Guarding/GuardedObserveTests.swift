import Foundation
import Glibc
import Testing

/// A guard that is switched on for looking only: the application is given every request, and never a word of a token that
/// would be refused.
@Suite(
    "Locations that are only observed",
    .serialized,
    .guarded(
        GuardedConfiguration(
            server: """
                underscores_in_headers on;
                ignore_invalid_headers off;
                \(guardedLocation("/", "required"))
                \(guardedLocation("/observed/", "all=read:a;observe"))
                \(guardedLocation("/dpop/", "dpop=observe"))
                \(guardedLocation("/typo/", "observe;al=read:a"))
                location /cross/ {
                    auth_request "/_bearerd/observe";
                    include bearerd_guard.conf;
                    include bearerd_cors.conf;
                    proxy_pass http://@UPSTREAM@;
                }
                """,
            settings: ["REFUSALS_LOGGED": "1000000", "CORS_ALLOWED_ORIGINS": "https://app.example.com"],
            unreachableIssuer: "http://127.0.0.1:1/"
        )
    )
)
struct GuardedObserveTests {
    private static let identity = ["Auth-Subject", "Auth-Client", "Auth-Scope", "Auth-Issuer", "Auth-Claims"]
    /// What a client writes to be taken for somebody.
    private static let forged = (identity + ["Auth-Refusal"]).flatMap { name in
        ["\(name): root", "\(name.replacing("-", with: "_")): root", "\(name.lowercased()): admin"]
    }

    private func receives(
        _ path: String,
        _ fields: [String],
        method: String = "GET"
    ) async throws -> RecordingUpstream.Received {
        let server = try GuardedServer.shared()
        let received = try await server.upstream.receives { () async throws in
            let answer = try await server.http.send(method, path, fields: fields + Self.forged)
            #expect(answer.status == 200)
            #expect(answer.values(of: "X-Upstream") == ["here"])
            #expect(answer.values(of: "WWW-Authenticate") == [])
            #expect(answer.values(of: "X-Bearerd-Refusal") == [])
        }
        return try #require(received.count == 1 ? received[0] : nil)
    }

    @Test("a request that would be refused reaches the application once, without identity and with the reason")
    func refused() async throws {
        let deployment = try GuardedServer.shared().deployment
        let unreachable = try await deployment.token("--issuer", "http://127.0.0.1:1/", "--scope", "read:a")
        let cases: [(fields: [String], code: String)] = [
            ([], "token_missing"), (["Authorization: Bearer a b"], "invalid_request"),
            (["Authorization: Bearer \(try await deployment.token())"], "insufficient_scope"),
            (["Authorization: Bearer \(try await deployment.token("--broken", "bad-signature"))"], "invalid_signature"),
            (["Authorization: Bearer \(try await deployment.token("--broken", "expired"))"], "token_expired"),
            // A verdict that is nobody's fault is one, too.
            (["Authorization: Bearer \(unreachable)"], "jwks_fetch_failed"),
        ]
        let before = try await deployment.metrics()
        let linesBefore = try deployment.logLines(path: "/observed/x").count
        for (fields, code) in cases {
            let request = try await receives("/observed/x", fields)
            #expect(request.values(like: "Auth-Refusal") == [code])
            for name in Self.identity { #expect(request.values(like: name) == [], "\(code)") }
            #expect(!request.head.contains("root") && !request.head.contains("admin"))
        }
        let after = try await deployment.metrics()
        #expect(try await after.mistakes() == "")
        for (_, code) in cases {
            let labels = ["outcome": "observed", "error_code": code, "policy": "all=read:a;observe"]
            let (old, new) = (before.sum("bearerd_requests_total", labels), after.sum("bearerd_requests_total", labels))
            #expect(new - old == 1, "\(code)")
        }
        #expect(after.refusals == before.refusals)
        try await waitUntil("the lines are there") {
            try deployment.logLines(path: "/observed/x").count == linesBefore + cases.count
        }
        let lines = try deployment.logLines(path: "/observed/x").suffix(cases.count)
        #expect(lines.map { $0["error_code"] } == cases.map(\.code))
        #expect(lines.allSatisfy { $0["message"] == "request let through that would be refused" })
        #expect(lines.allSatisfy { $0["level"] == "info" && $0["policy"] == "all=read:a;observe" })
    }

    @Test("a good token is told of as ever")
    func good() async throws {
        let token = try await GuardedServer.shared().deployment.token("--scope", "read:a", "--subject", "alice")
        let request = try await receives("/observed/x", ["Authorization: Bearer \(token)"], method: "POST")
        #expect(request.values(like: "Auth-Subject") == ["alice"])
        #expect(request.values(like: "Auth-Refusal") == [])
        #expect(!request.head.contains("root") && !request.head.contains("admin"))
    }

    @Test("where nothing is observed, the guard's file takes away what a client says of a refusal")
    func notObserved() async throws {
        let token = try await GuardedServer.shared().deployment.token("--subject", "alice")
        let request = try await receives("/x", ["Authorization: Bearer \(token)"])
        #expect(request.values(like: "Auth-Subject") == ["alice"])
        #expect(request.values(like: "Auth-Refusal") == [])
    }

    @Test("a policy that cannot be read, an odd target and another spelling are refused as ever")
    func stillRefused() async throws {
        let server = try GuardedServer.shared()
        let received = try await server.upstream.receives { () async throws in
            #expect(try await server.http.send("GET", "/typo/x").status == 500)
            for target in ["/observed/../x", "//observed/x", "/observed/%2e%2e/x"] {
                #expect(try await server.http.send("GET", target).status == 400, "\(target)")
            }
            for name in ["Auth.Subject", "Auth--Refusal"] {
                #expect(try await server.http.send("GET", "/observed/x", fields: ["\(name): root"]).status == 400)
            }
        }
        #expect(received.isEmpty)
    }

    @Test("DPoP that is observed takes a plain token with its identity, and never a bound token for a plain one")
    func dpop() async throws {
        let server = try GuardedServer.shared()
        let client = try await DPoPClient(server.deployment)
        let plain = try await server.deployment.token("--subject", "alice")
        let request = try await receives("/dpop/x", ["Authorization: Bearer \(plain)"])
        #expect(request.values(like: "Auth-Subject") == ["alice"])
        #expect(request.values(like: "Auth-Refusal") == [])
        let bound = try await client.token()
        let received = try await server.upstream.receives { () async throws in
            let answer = try await server.http.get("/dpop/x", token: bound)
            #expect(answer.status == 401)
            #expect(answer.members["error_code"] == "dpop_binding_mismatch")
            #expect(answer.values(of: "WWW-Authenticate").count == 2)
        }
        #expect(received.isEmpty)
        let metrics = try await server.deployment.metrics()
        let labels = ["outcome": "observed", "error_code": "bearer_not_allowed", "policy": "dpop=observe"]
        #expect(metrics.sum("bearerd_requests_total", labels) == 1)
        let observed = try await receives("/observed/x", ["Authorization: Bearer \(bound)"])
        #expect(observed.values(like: "Auth-Refusal") == ["dpop_binding_mismatch"])
        #expect(observed.values(like: "Auth-Subject") == [])
    }

    @Test("a preflight is the application's to answer, and pages may read what it answers to the rest")
    func crossOrigin() async throws {
        let server = try GuardedServer.shared()
        let preflight = ["Origin: https://app.example.com", "Access-Control-Request-Method: PUT"]
        let received = try await server.upstream.receives { () async throws in
            #expect(try await server.http.send("OPTIONS", "/cross/x", fields: preflight).status == 200)
            let answer = try await server.http.send("GET", "/cross/x", fields: ["Origin: https://app.example.com"])
            #expect(answer.values(of: "Access-Control-Allow-Origin") == ["https://app.example.com"])
        }
        #expect(received.map(\.method) == ["OPTIONS", "GET"])
        #expect(received.map { $0.values(like: "Auth-Refusal") } == [[], ["token_missing"]])
    }

    @Test("a bearerd that is down lets nothing through")
    func down() async throws {
        let configuration = GuardedConfiguration(server: guardedLocation("/", "observe"))
        try await withGuardedServer(configuration) { server in
            #expect(try await server.http.send("GET", "/x").status == 200)
            server.deployment.bearerd.send(SIGTERM)
            try await waitUntil("nobody listens") { (try? LocalSocket(path: server.deployment.bearerdSocket)) == nil }
            let received = try await server.upstream.receives { () async throws in
                #expect(try await server.http.send("GET", "/x").status >= 500)
            }
            #expect(received.isEmpty)
        }
    }
}

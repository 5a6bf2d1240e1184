import Foundation
import HTTP
import JOSE
import Testing

/// Tokens that only their issuer can read, and tokens that it may have taken back, through nginx (RFC 7662).
@Suite("Introspection")
struct IntrospectionTests {
    private typealias Answer = IntrospectionServer.Answer

    @Test("an opaque token is what its issuer says of it, and is asked about once while that is believed")
    func opaque() async throws {
        try await IntrospectionServer.running { server in
            try server.answer(["opaque-1": IntrospectionServer.active()])
            try await IntrospectionSettings().deployed(server) { deployment in
                for path in ["/api/private", "/api/private-scoped", "/api/private"] {
                    let answer = try await deployment.http.get(path, token: "opaque-1")
                    #expect(answer.status == 200, "\(answer.text)")
                }
                let asked = try server.asked()
                #expect(asked.count == 1)
                let question = try #require(asked.first)
                #expect(question.request == "POST /introspect HTTP/1.1")
                #expect(question.form == ["token": "opaque-1", "token_type_hint": "access_token"])
                // RFC 6749 §2.3.1: both parts are form-encoded first.
                let credentials = Data("a%20b:s%3Ae%20c%2Br%25e%2Ft".utf8).base64EncodedString()
                #expect(question.authorization == "Basic \(credentials)")
                #expect(try !deployment.log().contains("opaque-1"))
            }
        }
    }

    @Test("a token that is not active is refused, for a while without asking again, whatever else its issuer says")
    func inactive() async throws {
        try await IntrospectionServer.running { server in
            try server.answer(["dead": IntrospectionServer.active(["active": "false"])])
            try await IntrospectionSettings().deployed(server) { deployment in
                for token in ["dead", "dead", "unknown"] {
                    let answer = try await deployment.http.get("/api/private", token: token)
                    #expect(answer.status == 401)
                    #expect(answer.members["error"] == "invalid_token")
                    #expect(answer.members["error_code"] == "token_revoked")
                }
                #expect(try server.asked().count == 2)
            }
        }
    }

    /// What an issuer may say, and what comes of it.
    private static let judged: [(claims: [String: String], path: String, code: String?)] = [
        (["scope": #""other""#], "/api/private-scoped", "insufficient_scope"),
        (["exp": "1000000000"], "/api/private", "token_expired"),
        (["exp": "1000000000.5"], "/api/private", "token_expired"),
        (["nbf": "99999999999"], "/api/private", "token_not_yet_valid"),
        (["iat": "99999999999"], "/api/private", "token_not_yet_valid"),
        (["aud": #""https://other.example""#], "/api/private", "invalid_audience"),
        (["aud": #"["https://other.example","\#(Deployment.audience)"]"#], "/api/private", nil),
        (["aud": ""], "/api/private", "invalid_audience"),
        (["iss": #""https://other.example/""#], "/api/private", "invalid_issuer"),
        (["exp": ""], "/api/private", nil), (["exp": "null"], "/api/private", nil),
        (["token_type": #""DPoP""#], "/api/private", "invalid_claims"),
        (["token_type": #""Bearer""#], "/api/private", nil),
        (["cnf": #"{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}"#], "/api/private", "dpop_binding_mismatch"),
        (["cnf": #"{"jwk":{}}"#], "/api/private", "invalid_claims"),
    ]

    @Test("what is active is judged all the same, by the rules for every token")
    func rules() async throws {
        try await IntrospectionServer.running { server in
            var answers: [String: Answer] = [:]
            for (index, judged) in Self.judged.enumerated() {
                answers["t\(index)"] = IntrospectionServer.active(judged.claims)
            }
            try server.answer(answers)
            try await IntrospectionSettings().deployed(server) { deployment in
                for (index, judged) in Self.judged.enumerated() {
                    let answer = try await deployment.http.get(judged.path, token: "t\(index)")
                    #expect(answer.members["error_code"] == judged.code, "\(judged.claims)")
                    if judged.code == nil { #expect(answer.status == 200, "\(judged.claims)") }
                }
            }
        }
    }

    @Test("an answer without an audience is enough where the settings say so, and not for a resource of its own")
    func audienceOptional() async throws {
        try await IntrospectionServer.running { server in
            try server.answer(["plain": Answer(body: #"{"active":true,"scope":"read:messages"}"#)])
            var settings = IntrospectionSettings(introspection: #","audience_optional": true"#)
            let port = try LocalSocket.freePort()
            settings.settings["PUBLIC_ORIGIN"] = "http://127.0.0.1:\(port)"
            settings.furtherServer = """
                server {
                    listen 127.0.0.1:\(port);
                    include bearerd_guard_server.conf;
                    location /mcp { auth_request "/_bearerd/resource=/mcp"; include bearerd_guard.conf; proxy_pass http://127.0.0.1:1; }
                }
                """
            try await settings.deployed(server) { deployment in
                #expect(try await deployment.http.get("/api/private-scoped", token: "plain").status == 200)
                for _ in 1...2 {
                    let answer = try await HTTPClient(port: port).get("/mcp", token: "plain")
                    #expect(answer.members["error_code"] == "invalid_audience")
                }
            }
        }
    }

    @Test("JWTs are shown to nobody, unless their issuer is to be asked; a stranger's never are")
    func jwtsStayHere() async throws {
        try await IntrospectionServer.running { server in
            try server.answer(["": IntrospectionServer.active()])
            try await IntrospectionSettings().deployed(server) { deployment in
                #expect(try await deployment.http.get("/api/private", token: deployment.token()).status == 200)
                let stranger = try await deployment.token("--issuer", "https://stranger.example/")
                let answer = try await deployment.http.get("/api/private", token: stranger)
                #expect(answer.members["error_code"] == "invalid_issuer")
                // Three parts of which the first is a header, and five: malformed, and nobody else's to see.
                for token in ["eyJhbGciOiJSUzI1NiJ9.x.y", "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0.a.b.c.d"] {
                    let answer = try await deployment.http.get("/api/private", token: token)
                    #expect(answer.status == 401)
                }
                #expect(try server.asked().isEmpty)
                #expect(try await deployment.http.get("/api/private", token: "a.b.c").status == 200)
                #expect(try server.asked().map { $0.form["token"] } == ["a.b.c"])
            }
        }
    }

    @Test("a JWT of a revocable issuer is judged, then asked about: taken back, it is refused")
    func revocable() async throws {
        try await IntrospectionServer.running { server in
            var settings = IntrospectionSettings(members: #","revocable": true"#, introspection: #","opaque": false"#)
            settings.settings["INTROSPECTION_CACHE_TTL"] = "0s"
            try await settings.deployed(server) { deployment in
                let token = try await deployment.token("--claim", #"jti="one""#)
                try server.answer([token: Answer(body: #"{"active":true,"jti":"one"}"#)])
                #expect(try await deployment.http.get("/api/private", token: token).status == 200)
                let expired = try await deployment.token("--broken", "expired")
                #expect(try await deployment.http.get("/api/private", token: expired).status == 401)
                #expect(try server.count(of: expired) == 0)
                try server.answer([:])
                let answer = try await deployment.http.get("/api/private", token: token)
                #expect(answer.members["error_code"] == "token_revoked")
                #expect(try server.count(of: token) == 2)
                let opaque = try await deployment.http.get("/api/private", token: "x")
                #expect(opaque.members["error_code"] == "token_malformed")
                // An answer that is about another token.
                try server.answer([token: Answer(body: #"{"active":true,"jti":"another"}"#)])
                let other = try await deployment.http.get("/api/private", token: token)
                #expect(other.status == 503)
                #expect(other.members["error_code"] == "introspection_failed")
            }
        }
    }

    @Test("a JWT of an issuer with \"jwt\": false is judged by the answer only")
    func instead() async throws {
        try await IntrospectionServer.running { server in
            try await IntrospectionSettings(members: #","jwt": false"#).deployed(server) { deployment in
                let token = try await deployment.token("--broken", "expired")
                try server.answer([token: IntrospectionServer.active()])
                #expect(try await deployment.http.get("/api/private-scoped", token: token).status == 200)
                #expect(try await deployment.http.get("/api/private", token: deployment.token()).status == 401)
                // Whose keys nobody needs, nobody waits for.
                #expect(try await deployment.http.send("GET", "/readyz").status == 200)
            }
        }
    }

    @Test("an opaque token that is bound to a key needs a proof of that key")
    func bound() async throws {
        try await IntrospectionServer.running { server in
            try await IntrospectionSettings().deployed(server) { deployment in
                let client = try await DPoPClient(deployment)
                let thief = try await DPoPClient(deployment)
                let binding = #"{"jkt":"\#(client.thumbprint)"}"#
                let answer = IntrospectionServer.active(["token_type": #""DPoP""#, "cnf": binding])
                try server.answer(["bound": answer])
                func send(_ fields: [String]) async throws -> HTTPAnswer {
                    try await deployment.http.send("GET", "/api/private", fields: fields)
                }
                for _ in 1...2 {
                    let proof = try await client.proof(for: "bound")
                    #expect(try await send(client.fields("bound", proofs: proof)).status == 200)
                    let stolen = try await send(thief.fields("bound", proofs: thief.proof(for: "bound")))
                    #expect(stolen.members["error_code"] == "dpop_binding_mismatch")
                }
                let bearer = try await deployment.http.get("/api/private", token: "bound")
                #expect(bearer.members["error_code"] == "dpop_binding_mismatch")
            }
        }
    }

    @Test("a guarded application is told who it is, by the issuer that was asked; other tokens reach it not at all")
    func guarded() async throws {
        let upstream = try RecordingUpstream()
        try await IntrospectionServer.running { server in
            try server.answer(["opaque-1": IntrospectionServer.active()])
            let port = try LocalSocket.freePort()
            var settings = IntrospectionSettings()
            settings.furtherServer = """
                server {
                    listen 127.0.0.1:\(port);
                    include bearerd_guard_server.conf;
                    location / {
                        auth_request "/_bearerd/all=read:messages";
                        include bearerd_guard.conf;
                        proxy_pass http://127.0.0.1:\(upstream.port);
                    }
                }
                """
            try await settings.deployed(server) { deployment in
                let http = HTTPClient(port: port)
                let received = try await upstream.receives { () async throws in
                    for _ in 1...2 { #expect(try await http.get("/", token: "opaque-1").status == 200) }
                }
                #expect(received.count == 2)
                for request in received {
                    #expect(request.values(like: "Auth-Subject") == ["alice"])
                    #expect(request.values(like: "Auth-Client") == ["shop"])
                    #expect(request.values(like: "Auth-Scope") == ["read:messages openid"])
                    #expect(request.values(like: "Auth-Issuer") == [deployment.issuer])
                }
                #expect(try await http.get("/", token: "opaque-2").status == 401)
            }
        }
    }

    @Test("explain asks, and shows what the issuer says and each check")
    func explain() async throws {
        try await IntrospectionServer.running { server in
            try server.answer(["opaque-1": IntrospectionServer.active(["sub": #""carol""#])])
            try await IntrospectionSettings().deployed(server) { deployment in
                func explain(_ token: String) async throws -> ProgramResult {
                    try await Program(
                        command: [Project.bearerd, "explain", "--scope", "read:messages", token],
                        environment: ["ISSUERS_FILE": "\(deployment.folder)/issuers.json"],
                        folder: deployment.folder
                    ).run()
                }
                let good = try await explain("opaque-1")
                #expect(good.ending == .exited(0), "\(good.output) \(good.error)")
                for part in [
                    #"sub: "carol""#, "pass form: an opaque token", "says that the token is active", "pass expiration",
                    "pass audience", "pass scope read:messages", "accepted",
                ] { #expect(good.output.contains(part), "\(part): \(good.output)") }
                let bad = try await explain("opaque-2")
                #expect(bad.ending == .exited(1))
                #expect(bad.output.contains("FAIL [token_revoked] introspection"))
                #expect(!(good.output + good.error + bad.output + bad.error).contains(IntrospectionSettings.secret))
                let report = try await Program(
                    command: [Project.bearerd, "check-config", "--online"],
                    environment: ["ISSUERS_FILE": "\(deployment.folder)/issuers.json"],
                    folder: deployment.folder
                ).run()
                let line = "# \(deployment.issuer): opaque tokens are asked about at \(server.url) as a b"
                #expect(report.output.contains(line), "\(report.output)")
                #expect(report.output.contains("\(deployment.issuer): the introspection endpoint answers"))
                #expect(report.ending == .exited(0))
                #expect(!(report.output + report.error).contains(IntrospectionSettings.secret))
            }
        }
    }

    @Test("what is believed serves while the issuer is away; everything else is 503, and soon without asking")
    func outage() async throws {
        try await IntrospectionServer.running { server in
            try server.answer(["": IntrospectionServer.active()])
            try await IntrospectionSettings().deployed(server) { deployment in
                #expect(try await deployment.http.get("/api/private", token: "known").status == 200)
                try server.answer(["": Answer(status: 500)])
                for number in 1...8 {
                    expectUnavailable(try await deployment.http.get("/api/private", token: "new-\(number)"))
                }
                #expect(try await deployment.http.get("/api/private", token: "known").status == 200)
                // Five failures in a row, and the next ones are not asked about.
                #expect(try server.asked().count == 6)
                _ = try await deployment.log(with: "is not asked for a while")
                try server.answer(["": IntrospectionServer.active()])
                try await waitUntil("it is asked again") {
                    try await deployment.http.get("/api/private", token: "later").status == 200
                }
                _ = try await deployment.log(with: "answers again")
                let metrics = try await deployment.metrics()
                #expect(try await metrics.mistakes() == "")
                #expect(metrics.sum("bearerd_introspection_stopped") == 0)
                #expect(metrics.sum("bearerd_introspections_total", ["outcome": "active"]) == 2)
                #expect(metrics.sum("bearerd_introspection_duration_seconds_count", ["outcome": "active"]) == 2)
                let failed = metrics.sum("bearerd_introspections_total", ["outcome": "failed"])
                #expect(try failed == Double(server.asked().count - 2))
            }
        }
    }

    private func expectUnavailable(_ answer: HTTPAnswer, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(answer.status == 503, "\(answer.text)", sourceLocation: sourceLocation)
        #expect(answer.members["error_code"] == "introspection_failed", sourceLocation: sourceLocation)
        #expect(answer.values(of: "Retry-After").count == 1, sourceLocation: sourceLocation)
        #expect(answer.values(of: "WWW-Authenticate").isEmpty, sourceLocation: sourceLocation)
    }
}

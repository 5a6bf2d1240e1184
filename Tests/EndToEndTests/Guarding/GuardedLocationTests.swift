import Foundation
import Testing

/// Locations of a proxied application, each with a policy, and what gets through to the application.
@Suite(
    "Guarded locations",
    .serialized,
    .guarded(
        GuardedConfiguration(
            server: """
                \(guardedLocation("/", "required"))
                location = /open {
                    proxy_pass http://@UPSTREAM@/open;
                }
                \(guardedLocation("= /api/private-scoped", "all=read:messages"))
                \(guardedLocation("/all/", "all=read:a read:b"))
                \(guardedLocation("/any/", "any=read:a read:b"))
                location /methods/ {
                    auth_request "/_bearerd/read=read:a;write=write:a";
                    include bearerd_guard.conf;
                    client_max_body_size 8m;
                    proxy_pass http://@UPSTREAM@;
                }
                \(guardedLocation("/audience/", "aud=https://other.example.com"))
                \(guardedLocation("/optional/", "optional;all=read:a"))
                \(guardedLocation("/step-up/", "acr=urn:mfa urn:hwk;max_age=300"))
                \(guardedLocation("/typo/", "al=read:a"))
                location /denied/ {
                    deny all;
                    auth_request "/_bearerd/required";
                    include bearerd_guard.conf;
                    proxy_pass http://@UPSTREAM@;
                }
                """
        )
    )
)
struct GuardedLocationTests {
    @Test("a good token reaches the application, once, as the client sent the request")
    func letsThrough() async throws {
        let server = try GuardedServer.shared()
        let token = try await server.deployment.token()
        let received = try await server.upstream.receives { () async throws in
            let answer = try await server.http.get("/a%20b?x=1", token: token)
            #expect(answer.status == 200)
            #expect(answer.values(of: "X-Upstream") == ["here"])
            #expect(answer.values(of: "X-Bearerd-Refusal") == [])
        }
        #expect(received.map(\.requestLine) == ["GET /a%20b?x=1 HTTP/1.0"])
    }

    @Test("a location without a guard needs no token")
    func openLocation() async throws {
        #expect(try await GuardedServer.shared().http.send("GET", "/open").status == 200)
    }

    /// What is refused, and what it is refused with by bearerd itself.
    static let bad: [[String]] = [
        [], ["Authorization: Basic dXNlcjpwYXNz"], ["Authorization: Bearer"], ["Authorization: Bearer a b"],
        ["Authorization: Bearer a.b.c"], ["Authorization: Bearer a\tb"], ["Authorization: Bearer \u{e9}"],
        ["Authorization: Bearer " + String(repeating: "a", count: 17_000)],
        ["Authorization: Bearer eyJhbGciOiJub25lIn0.e30."],
    ]

    @Test("a refusal is the one that bearerd itself gives", arguments: bad)
    func sameRefusal(fields: [String]) async throws {
        try await expectSameRefusal(fields)
    }

    @Test(
        "the refusal of a token is the one that bearerd itself gives",
        arguments: [
            ["--broken", "bad-signature"], ["--broken", "expired"], ["--broken", "unknown-kid"],
            ["--scope", "read:message"],
            ["--audience", "https://other.example.com"], ["--issuer", "https://stranger.example.com/"],
            ["--claim", "sub=1"],
        ]
    )
    func sameRefusal(options: [String]) async throws {
        let token = try await GuardedServer.shared().deployment.token(options)
        try await expectSameRefusal(["Authorization: Bearer \(token)"])
    }

    @Test("of the content of a request that is refused, nginx takes a megabyte if nobody knows its length")
    func endlessContent() async throws {
        let server = try GuardedServer.shared()
        let (port, statuses) = (server.port, ["100 Content-Length: 3000000", "70 Transfer-Encoding: chunked"])
        for status in statuses {
            let parts = status.split(separator: " ", maxSplits: 1)
            let answer = try await blocking {
                let socket = try LocalSocket(port: port)
                try socket.send("POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\(parts[1])\r\n\r\n".utf8)
                let piece = [UInt8](repeating: 0x61, count: 0x8000)
                for _ in 0..<(Int(parts[0]) ?? 0) {
                    let chunk = parts[1].hasPrefix("T") ? Array("8000\r\n".utf8) + piece + Array("\r\n".utf8) : piece
                    // nginx may have said what it has to say, and left.
                    guard (try? socket.send(chunk)) != nil else { break }
                }
                return String(decoding: try socket.receive(), as: UTF8.self)
            }
            #expect(answer.hasPrefix("HTTP/1.1 413 "), "\(status)")
        }
    }

    private func expectSameRefusal(_ fields: [String]) async throws {
        let server = try GuardedServer.shared()
        for method in ["GET", "HEAD", "POST"] {
            let received = try await server.upstream.receives { () async throws in
                let guarded = try await server.http.send(method, "/api/private-scoped", fields: fields)
                // bearerd's own endpoint is for GET and HEAD.
                let own = method == "HEAD" ? "HEAD" : "GET"
                let direct = try await server.deployment.http.send(own, "/api/private-scoped", fields: fields)
                #expect(guarded.status == direct.status)
                #expect(guarded.status >= 400 && guarded.status < 500)
                #expect(guarded.text == direct.text)
                let names = Set(direct.fields.map(\.name) + guarded.fields.map(\.name)).subtracting(["date", "server"])
                for name in names { #expect(guarded.values(of: name) == direct.values(of: name), "\(name)") }
            }
            #expect(received.isEmpty)
        }
    }

    @Test(
        "a token needs the scopes that the policy names",
        arguments: [
            ("/all/x", "GET", ["read:a", "read:b"], 200), ("/all/x", "GET", ["read:a"], 403),
            ("/any/x", "GET", ["read:b"], 200), ("/any/x", "GET", ["read:c"], 403),
            ("/methods/x", "GET", ["read:a"], 200), ("/methods/x", "HEAD", ["read:a"], 200),
            ("/methods/x", "OPTIONS", ["read:a"], 200), ("/methods/x", "POST", ["read:a"], 403),
            ("/methods/x", "DELETE", ["read:a"], 403), ("/methods/x", "QUERY", ["read:a"], 403),
            ("/methods/x", "POST", ["write:a"], 200), ("/methods/x", "GET", ["write:a"], 403),
        ]
    )
    func scopes(path: String, method: String, scopes: [String], status: Int) async throws {
        let server = try GuardedServer.shared()
        let token = try await server.deployment.token(scopes.flatMap { ["--scope", $0] })
        let answer = try await server.http.send(method, path, fields: ["Authorization: Bearer \(token)"])
        #expect(answer.status == status)
    }

    @Test("the challenge names the scopes of the policy")
    func scopeChallenge() async throws {
        let server = try GuardedServer.shared()
        let answer = try await server.http.get("/all/x", token: server.deployment.token())
        #expect(answer.status == 403)
        #expect(answer.challenges("Bearer").first?["scope"] == "read:a read:b")
    }

    @Test("OPTIONS is guarded, too: the application answers it")
    func optionsIsGuarded() async throws {
        let server = try GuardedServer.shared()
        #expect(try await server.http.send("OPTIONS", "/all/x").status == 401)
    }

    @Test("a token needs the audience of the policy beside one of the settings")
    func audience() async throws {
        let server = try GuardedServer.shared()
        let one = try await server.deployment.token()
        let other = try await server.deployment.token("--audience", "https://other.example.com")
        let both = try await server.deployment.token(
            "--claim",
            #"aud=["\#(Deployment.audience)","https://other.example.com"]"#
        )
        #expect(try await server.http.get("/audience/x", token: one).members["error_code"] == "invalid_audience")
        #expect(try await server.http.get("/audience/x", token: other).status == 401)
        #expect(try await server.http.get("/audience/x", token: both).status == 200)
    }

    @Test("where authentication is optional, no token passes and a bad one does not")
    func optional() async throws {
        let server = try GuardedServer.shared()
        #expect(try await server.http.send("GET", "/optional/x").status == 200)
        let good = try await server.deployment.token("--scope", "read:a")
        #expect(try await server.http.get("/optional/x", token: good).status == 200)
        let weak = try await server.deployment.token()
        #expect(try await server.http.get("/optional/x", token: weak).status == 403)
        let bad = try await server.deployment.token("--scope", "read:a", "--broken", "bad-signature")
        #expect(try await server.http.get("/optional/x", token: bad).status == 401)
    }

    @Test("a weak or an old authentication is challenged for a better one (RFC 9470)")
    func stepUp() async throws {
        let server = try GuardedServer.shared()
        let now = Int(Date().timeIntervalSince1970)
        func status(_ claims: String...) async throws -> HTTPAnswer {
            let token = try await server.deployment.token(claims.flatMap { ["--claim", $0] })
            return try await server.http.get("/step-up/x", token: token)
        }
        #expect(try await status(#"acr="urn:hwk""#, "auth_time=\(now - 200)").status == 200)
        for claims in [
            [], [#"acr="urn:mfa""#], ["auth_time=\(now)"], [#"acr="urn:pwd""#, "auth_time=\(now)"],
            [#"acr="urn:mfa""#, "auth_time=\(now - 400)"], [#"acr="urn:mfa""#, "auth_time=\(now + 400)"],
            [#"acr=["urn:mfa"]"#, "auth_time=\(now)"], [#"acr="urn:mfa""#, #"auth_time="\#(now)""#],
        ] {
            let token = try await server.deployment.token(claims.flatMap { ["--claim", $0] })
            let answer = try await server.http.get("/step-up/x", token: token)
            #expect(answer.status == 401)
            let challenge = try #require(answer.challenges("Bearer").first)
            #expect(challenge["error"] == "insufficient_user_authentication")
            #expect(challenge["acr_values"] == "urn:mfa urn:hwk")
            #expect(challenge["max_age"] == "300")
        }
    }

    @Test("a policy that cannot be read refuses every request with 500, and the log says so")
    func unreadablePolicy() async throws {
        let server = try GuardedServer.shared()
        let token = try await server.deployment.token("--scope", "read:a")
        let received = try await server.upstream.receives { () async throws in
            #expect(try await server.http.get("/typo/x", token: token).status == 500)
            #expect(try await server.http.send("GET", "/typo/x").status == 500)
            #expect(try await server.http.send("OPTIONS", "/typo/x").status == 500)
        }
        #expect(received.isEmpty)
        let lines = try await server.deployment.log(with: "cannot be read").split(separator: "\n").filter {
            $0.contains("cannot be read")
        }
        #expect(lines.count == 1)
        let line = try LogLine(#require(lines.first))
        #expect(line["level"] == "error")
        #expect(line["policy"] == "al=read:a")
    }

    @Test("403 of nginx's own is not taken for a refusal of a token")
    func forbiddenByNginx() async throws {
        let server = try GuardedServer.shared()
        let answer = try await server.http.get("/denied/x", token: server.deployment.token())
        #expect(answer.status == 403)
        #expect(answer.values(of: "WWW-Authenticate") == [])
        #expect(answer.members == ["message": "Forbidden."])
    }

    @Test(
        "what stands between nginx and bearerd cannot be reached from outside",
        arguments: [
            "/_bearerd/", "/_bearerd/optional", "/_bearerd/required", "/@bearerd_refusal", "/%5fbearerd/optional",
        ]
    )
    func internalAddress(path: String) async throws {
        let server = try GuardedServer.shared()
        let received = try await server.upstream.receives { () async throws in
            let answer = try await server.http.send(
                "GET",
                path,
                fields: [
                    "BEARERD_POLICY: /_bearerd/optional", "Bearerd-Policy: /_bearerd/optional", "X-Bearerd-Refusal: x",
                ]
            )
            #expect([401, 403, 404].contains(answer.status))
        }
        #expect(received.isEmpty)
    }

    @Test("a long body reaches the application, and only there")
    func body() async throws {
        let server = try GuardedServer.shared()
        let token = try await server.deployment.token("--scope", "write:a")
        let body = [UInt8](repeating: 120, count: 3 << 20)
        let received = try await server.upstream.receives { () async throws in
            let answer = try await server.http.send(
                "POST",
                "/methods/x",
                fields: ["Authorization: Bearer \(token)"],
                body: body
            )
            #expect(answer.status == 200)
            #expect(try await server.http.send("POST", "/methods/x", body: body).status == 401)
        }
        #expect(received.map(\.body.count) == [body.count])
    }

    @Test("a refused request has one line in the log, with the client's status and the whole reason")
    func log() async throws {
        let server = try GuardedServer.shared()
        let token = try await server.deployment.token("--broken", "expired", "--subject", "auth0|bob")
        #expect(try await server.http.get("/logged-once", token: token).status == 401)
        _ = try await server.deployment.log(with: "/logged-once")
        let lines = try server.deployment.logLines(path: "/logged-once")
        #expect(lines.count == 1)
        #expect(lines.first?.number("status") == 401)
        #expect(lines.first?["error_code"] == "token_expired")
        #expect(lines.first?["sub"] == "auth0|bob")
    }
}

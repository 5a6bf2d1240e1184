import Testing

@Suite("The log")
struct LogTests {
    @Test("a refusal is one line at info that says why, and never what the client sent")
    func refusal() async throws {
        try await withDeployment { deployment in
            let token = try await deployment.token("--broken", "expired", "--subject", "auth0|log")
            let answer = try await deployment.http.get("/api/private?secret=query", token: token)
            #expect(answer.status == 401)
            try await waitUntil("the line is there") { try !deployment.logLines(path: "/api/private").isEmpty }

            let lines = try deployment.logLines(path: "/api/private")
            #expect(lines.count == 1)
            let line = try #require(lines.first)
            #expect(line["level"] == "info")
            #expect(line["method"] == "GET")
            #expect(line.number("status") == 401)
            #expect(line["error_code"] == "token_expired")
            #expect(line["request_id"]?.wholeMatch(of: /[0-9a-f]{32}/) != nil)
            #expect((line.number("duration_ms") ?? -1) >= 0)
            #expect(line["time"]?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
            #expect(line["message"] != nil)
            #expect(line["remote_addr"] == "127.0.0.1")
            #expect(line["host"] == "127.0.0.1")
            #expect(line["route"] == "/api/private")
            // The issuer's own words, which it signed.
            #expect(line["sub"] == "auth0|log")
            #expect(line["claimed_sub"] == nil)
            #expect(line["kid"] != nil)

            let log = try deployment.log()
            #expect(!log.contains("secret=query"))
            for part in token.split(separator: ".") { #expect(!log.contains(part)) }
        }
    }

    @Test(
        "of a token with a bad signature the log says what it claims, and of every refusal which scopes were expected"
    )
    func claimedIdentity() async throws {
        try await withDeployment { deployment in
            let path = "/api/private-scoped"
            let forged = try await deployment.token("--broken", "bad-signature", "--subject", "auth0|mallory")
            let unscoped = try await deployment.token("--subject", "auth0|log")
            #expect(try await deployment.http.get(path, token: forged).status == 401)
            #expect(try await deployment.http.get(path, token: unscoped).status == 403)
            try await waitUntil("the lines are there") { try deployment.logLines(path: path).count == 2 }

            let lines = try deployment.logLines(path: path)
            #expect(lines.map { $0["error_code"] } == ["invalid_signature", "insufficient_scope"])
            #expect(lines.map { $0["claimed_sub"] } == ["auth0|mallory", nil])
            #expect(lines.map { $0["sub"] } == [nil, "auth0|log"])
            #expect(lines.map { $0["claimed_iss"] } == [deployment.issuer, nil])
            for line in lines { #expect(line["required_scope"] == "read:messages") }
        }
    }

    @Test("a refusal at a guarded location names its policy, and the host that was asked for")
    func policy() async throws {
        let server = guardedLocation("/reports/", "all=read:a read:b")
        try await withGuardedServer(GuardedConfiguration(server: server)) { server in
            #expect(try await server.http.send("GET", "/reports/1?secret=query").status == 401)
            try await waitUntil("the line is there") { try !server.deployment.logLines(path: "/reports/1").isEmpty }
            let line = try #require(try server.deployment.logLines(path: "/reports/1").first)
            #expect(line["policy"] == "all=read:a read:b")
            #expect(line["required_scope"] == "read:a read:b")
            #expect(line["remote_addr"] == "127.0.0.1")
            #expect(line["host"] == "127.0.0.1")
            #expect(line["route"] == nil)
        }
    }

    @Test("a request that is let through is not logged at info, and is at debug")
    func accepted() async throws {
        for (level, count) in [("info", 0), ("debug", 1)] {
            try await withDeployment(DeploymentConfiguration(settings: ["LOG_LEVEL": level])) { deployment in
                let token = try await deployment.token("--subject", "auth0|log", "--client-id", "client-7")
                #expect(try await deployment.http.get("/api/private", token: token).status == 200)
                // A refusal after it: when its line is there, the first one's would be too.
                _ = try await deployment.http.send("GET", "/nowhere")
                _ = try await deployment.http.send("GET", "/api/private-scoped")
                try await waitUntil("the refusal is logged") {
                    try !deployment.logLines(path: "/api/private-scoped").isEmpty
                }

                let lines = try deployment.logLines(path: "/api/private")
                #expect(lines.count == count)
                if let line = lines.first {
                    #expect(line["level"] == "debug")
                    #expect(line["sub"] == "auth0|log")
                    #expect(line["client_id"] == "client-7")
                    #expect(line["iss"] == deployment.issuer)
                    #expect(line.number("status") == 200)
                }
                #expect(try !deployment.log().contains(token.suffix(40)))
            }
        }
    }

    @Test("one line at the start says issuers, audiences, algorithms, listener, workers, and what was built of what")
    func start() async throws {
        try await withDeployment(DeploymentConfiguration(settings: ["FASTCGI_WORKERS": "3"])) { deployment in
            let lines = try await deployment.log(with: "serving").split(separator: "\n")
            let words = [deployment.issuer, Deployment.audience, "RS256", deployment.bearerdSocket, "3"]
            #expect(lines.contains { line in words.allSatisfy { line.replacing(#"\/"#, with: "/").contains($0) } })
            for line in lines { _ = try LogLine(line) }
            let start = try #require(try lines.map { try LogLine($0) }.first { $0["message"] == "serving" })
            for name in ["version", "swift", "openssl", "libcurl"] { #expect(start[name] != nil, "\(name)") }
            #expect(start["commit"] == nil)
        }
    }

    @Test("bytes that a client controls are escaped")
    func escaping() async throws {
        try await withDeployment { deployment in
            let target = "/api/\u{22}\u{5C}\u{1F600}%0a{}"
            let answer = try await deployment.http.send("GET", target)
            #expect(answer.status == 404 || answer.status == 400)
            _ = try await deployment.http.send("GET", "/api/private")
            try await waitUntil("the refusal is logged") { try !deployment.logLines(path: "/api/private").isEmpty }
            for line in try deployment.log().split(separator: "\n") { _ = try LogLine(line) }
        }
    }

    @Test("a body that is too long is refused with a line like every other refusal")
    func bodyTooLong() async throws {
        try await withDeployment(DeploymentConfiguration(settings: ["MAX_BODY_BYTES": "10"])) { deployment in
            let body = Array("secret body".utf8)
            let answer = try await deployment.http.send("POST", "/api/%22\u{22}\u{1F600}?secret=query", body: body)
            #expect(answer.status == 413)
            #expect(answer.values(of: "X-Content-Type-Options") == ["nosniff"])
            let path = "/api/%22\u{22}\u{1F600}"
            try await waitUntil("the line is there") { try !deployment.logLines(path: path).isEmpty }

            let lines = try deployment.logLines(path: path)
            #expect(lines.count == 1)
            let line = try #require(lines.first)
            #expect(line["level"] == "info")
            #expect(line["method"] == "POST")
            #expect(line.number("status") == 413)
            #expect(line["request_id"]?.wholeMatch(of: /[0-9a-f]{32}/) != nil)
            #expect((line.number("duration_ms") ?? -1) >= 0)
            #expect(try !deployment.log().contains("secret"))
        }
    }

    @Test("the format may be text")
    func textFormat() async throws {
        try await withDeployment(DeploymentConfiguration(settings: ["LOG_FORMAT": "text"])) { deployment in
            _ = try await deployment.http.send("GET", "/api/private")
            try await waitUntil("the refusal is logged") { try deployment.log().contains("token_missing") }
            #expect(try !deployment.log().contains("{\""))
        }
    }
}

import Foundation
import Testing

/// nginx with bearerd_verdicts.conf, which remembers what it was told.
@Suite("Verdicts that nginx remembers") struct GuardedVerdictTests {
    private static let server = """
        \(guardedLocation("/", "required"))
        \(guardedLocation("/a/", "all=read:a"))
        \(guardedLocation("/b/", "all=read:b"))
        \(guardedLocation("/rw/", "read=read:a;write=write:a"))
        \(guardedLocation("/bound/", "dpop=required"))
        location /other/ {
            auth_request "/_bearerd/all=read:a";
            include bearerd_guard.conf;
            set $bearerd_identity "Auth-Subject";
            proxy_pass http://@UPSTREAM@;
        }
        """

    @Test("what was let through is let through again without bearerd, for a while, and nothing else is")
    func remembered() async throws {
        try await withVerdicts("5m", server: Self.server) { server in
            let token = try await server.deployment.token("--scope", "read:a", "--subject", "alice")
            let other = try await server.deployment.token("--subject", "bob")
            for path in ["/a/x", "/", "/rw/x"] {
                #expect(try await server.http.get(path, token: token).status == 200, "\(path)")
            }
            try await server.stopBearerd()
            // Of what was not asked before nothing is known: another token, policy, method, host, origin, cookie.
            for (path, token) in [("/a/x", other), ("/b/x", token), ("/other/x", token), ("/bound/x", token)] {
                #expect(try await server.http.get(path, token: token).status >= 500, "\(path)")
            }
            let fields = ["Authorization: Bearer \(token)"]
            #expect(try await server.http.send("POST", "/rw/x", fields: fields).status >= 500)
            for field in ["Origin: https://a.example", "Cookie: a=b", "DPoP: x", "DPoP: 0"] {
                #expect(try await server.http.send("GET", "/a/x", fields: fields + [field]).status >= 500, "\(field)")
            }
            let found = try await server.upstream.receives { () async throws in
                _ = try await server.http.send("GET", "/a/y?z", fields: fields + ["Auth-Subject: root"])
            }
            #expect(found.map(\.target) == ["/a/y?z"])
            #expect(found.map { $0.values(like: "Auth-Subject") } == [["alice"]])
        }
    }

    @Test("bearerd is asked once for what is remembered, and each time for what is not")
    func asked() async throws {
        try await withVerdicts("5m", server: Self.server) { server in
            let token = try await server.deployment.token("--scope", "read:a")
            let bad = try await server.deployment.token("--broken", "bad-signature")
            for _ in 0..<5 {
                #expect(try await server.http.get("/a/1", token: token).status == 200)
                #expect(try await server.http.get("/b/2", token: token).status == 403)
                #expect(try await server.http.get("/a/3", token: bad).status == 401)
                #expect(try await server.http.send("GET", "/a/4").status == 401)
            }
            let client = try await DPoPClient(server.deployment)
            let bound = try await client.token()
            let proof = try await client.proof(["--url", server.url("/bound/5"), "--token", bound])
            let fields = client.fields(bound, proofs: proof)
            #expect(try await server.http.send("GET", "/bound/5", fields: fields).status == 200)
            #expect(try await server.http.send("GET", "/bound/5", fields: fields).status == 401)
            _ = try await server.deployment.log(with: "dpop_proof_replayed")
            #expect(try server.deployment.logLines(path: "/a/1").count == 1)
            for path in ["/b/2", "/a/3", "/a/4"] {
                let lines = try server.deployment.logLines(path: path)
                #expect(lines.count { $0["message"] == "request refused" } == 5, "\(path)")
            }
            // One file, of the one verdict that is kept, and nobody else may enter.
            let folder = "\(server.deployment.folder)/verdicts"
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
            let attributes = try FileManager.default.attributesOfItem(atPath: folder)
            #expect((attributes[.posixPermissions] as? Int).map { $0 & 0o077 } == 0)
        }
    }

    @Test("no verdict outlives its token, and a token that is taken back is refused when it is forgotten")
    func ends() async throws {
        var settings = ["CLOCK_SKEW": "0s"]
        try await withVerdicts("5m", settings, server: Self.server) { server in
            let token = try await server.deployment.token("--lifetime", "6")
            let expiry = ContinuousClock.now + .seconds(6)
            #expect(try await server.http.get("/", token: token).status == 200)
            try await waitUntil("it has expired") { try await server.http.get("/", token: token).status == 401 }
            #expect(ContinuousClock.now < expiry + .seconds(60))
            let last = try await server.upstream.receives { () async throws in
                try await Task.sleep(until: expiry + .seconds(1))
                #expect(try await server.http.get("/", token: token).status == 401)
            }
            #expect(last.isEmpty)
        }
        settings["DENY_FILE"] = "/tmp/bearerd-verdicts-\(UUID().uuidString)"
        let file = try #require(settings["DENY_FILE"])
        try "".write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }
        try await withVerdicts("1s", settings, server: Self.server) { server in
            let token = try await server.deployment.token("--subject", "eve")
            #expect(try await server.http.get("/", token: token).status == 200)
            let line = #"{"sub":"eve","iss":"\#(server.deployment.issuer)"}"# + "\n"
            try line.write(toFile: file, atomically: true, encoding: .utf8)
            try await waitUntil("it is refused") {
                try await server.http.get("/", token: token).members["error_code"] == "token_revoked"
            }
        }
    }

    @Test("a file that was put in another's place lets nobody through")
    func planted() async throws {
        try await withVerdicts("5m", server: Self.server) { server in
            let folder = "\(server.deployment.folder)/verdicts"
            func names() throws -> Set<String> { Set(try FileManager.default.contentsOfDirectory(atPath: folder)) }
            let good = try await server.deployment.token("--scope", "read:a", "--subject", "alice")
            let weak = try await server.deployment.token("--subject", "bob")
            #expect(try await server.http.get("/a/x", token: good).status == 200)
            let own = try #require(try names().first)
            // The verdict of the other token about another location has the place where that about this one would be sought.
            #expect(try await server.http.get("/", token: weak).status == 200)
            let other = try #require(try names().subtracting([own]).first)
            let content = try Data(contentsOf: URL(filePath: "\(folder)/\(own)"))
            let replaced = try #require(content.firstRange(of: Data(good.utf8)))
            var forged = content
            forged[replaced.lowerBound] ^= 1
            try forged.write(to: URL(filePath: "\(folder)/\(own)"))
            try content.write(to: URL(filePath: "\(folder)/\(other)"))
            let before = try server.deployment.logLines(path: "/a/x").count
            #expect(try await server.http.get("/a/x", token: good).status == 200)
            try await waitUntil("bearerd was asked") {
                try server.deployment.logLines(path: "/a/x").count == before + 1
            }
            let received = try await server.upstream.receives { () async throws in
                #expect(try await server.http.get("/", token: weak).status == 200)
                #expect(try await server.http.get("/a/x", token: weak).status == 403)
            }
            #expect(received.map { $0.values(like: "Auth-Subject") } == [["bob"]])
        }
    }

    @Test("what surrounds the guard has no say in what is kept")
    func surroundings() async throws {
        let http = """
            fastcgi_cache_valid any 1h;
            fastcgi_cache_use_stale error timeout http_500 http_503 updating;
            fastcgi_ignore_headers X-Accel-Expires Cache-Control Expires;
            fastcgi_cache_key constant;
            fastcgi_cache_methods POST;
            """
        try await withVerdicts("0s", server: Self.server, http: http) { server in
            let token = try await server.deployment.token("--scope", "read:a")
            for _ in 0..<3 { #expect(try await server.http.get("/a/x", token: token).status == 200) }
            #expect(try await server.http.send("GET", "/a/x").status == 401)
            #expect(try await server.http.get("/b/x", token: token).status == 403)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(server.deployment.folder)/verdicts") == [])
            try await server.stopBearerd()
            #expect(try await server.http.get("/a/x", token: token).status >= 500)
        }
    }

    @Test("a server without the include remembers nothing")
    func notIncluded() async throws {
        try await withVerdicts("5m", server: guardedLocation("/", "required"), isIncluded: false) { server in
            let token = try await server.deployment.token()
            for _ in 0..<2 { #expect(try await server.http.get("/", token: token).status == 200) }
            try await server.stopBearerd()
            #expect(try await server.http.get("/", token: token).status >= 500)
        }
    }
}

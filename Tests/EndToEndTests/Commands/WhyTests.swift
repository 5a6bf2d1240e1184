import Foundation
import Testing

@Suite("bearerd why")
struct WhyTests {
    private func why(_ words: String..., at socket: String) async throws -> ProgramResult {
        let settings = ["FASTCGI_LISTEN": "unix:\(socket)"]
        return try await Program(command: [Project.bearerd, "why"] + words, environment: settings).run()
    }

    /// The request_id of the last line that says this.
    private func requestID(_ code: String, in deployment: Deployment) async throws -> String {
        let log = try await deployment.log(with: code)
        let lines = try log.split(separator: "\n").map { try LogLine($0) }
        return try #require(lines.last { $0["error_code"] == code }?["request_id"])
    }

    @Test("a refusal at a route is told check by check, by the request_id of the log, without the token's signature")
    func route() async throws {
        try await withDeployment { deployment in
            let token = try await deployment.token("--broken", "expired")
            #expect(try await deployment.http.get("/api/private", token: token).status == 401)
            let id = try await requestID("token_expired", in: deployment)
            for flags in [[], ["--json"]] {
                let result = try await Program(
                    command: [Project.bearerd, "why", id] + flags,
                    environment: ["FASTCGI_LISTEN": "unix:\(deployment.bearerdSocket)"]
                ).run()
                #expect(result.ending == .exited(0), "\(result.error)")
                for part in token.split(separator: ".") { #expect(!result.output.contains(part.prefix(16))) }
                #expect(result.output.contains("token_expired"))
            }
            let lines = try await why(id, at: deployment.bearerdSocket).output.split(separator: "\n").map(String.init)
            #expect(lines.first?.contains(/^refused at 20.*Z: 401 token_expired$/) == true)
            #expect(lines.contains { $0.hasPrefix("request: GET /api/private at ") })
            #expect(lines.contains("route: /api/private"))
            #expect(lines.contains { $0.hasPrefix("  pass signature: kid is ") })
            #expect(lines.contains { $0.hasPrefix("  FAIL [token_expired] expiration: ") })
            #expect(lines.contains { $0.hasPrefix("  pass audience: ") })
            #expect(lines.last == "refused: token_expired")
        }
    }

    @Test("a request without a token, and one whose token cannot be read, are told of as far as can be said")
    func unreadable() async throws {
        try await withDeployment { deployment in
            for (token, code) in [(nil, "token_missing"), ("opaque-secret", "token_malformed")] {
                let fields = token.map { ["Authorization: Bearer \($0)"] } ?? []
                _ = try await deployment.http.send("GET", "/api/private", fields: fields)
                let result = try await why(requestID(code, in: deployment), at: deployment.bearerdSocket)
                #expect(result.ending == .exited(0))
                #expect(result.output.contains("FAIL [\(code)]"))
                #expect(!result.output.contains("secret"))
            }
        }
    }

    @Test("after a reload the settings of now judge, and this is told")
    func reload() async throws {
        try await withDeployment { deployment in
            _ = try await deployment.http.send("GET", "/api/private")
            let id = try await requestID("token_missing", in: deployment)
            deployment.bearerd.send(SIGHUP)
            _ = try await deployment.log(with: "settings read anew")
            let result = try await why(id, at: deployment.bearerdSocket)
            #expect(result.output.contains("the settings have been read anew since"))
        }
    }

    @Test("what is not known is said so, with exit status 1; where nothing answers, 69")
    func unknown() async throws {
        try await withDeployment { deployment in
            let result = try await why("0123456789abcdef0123456789abcdef", at: deployment.bearerdSocket)
            #expect(result.ending == .exited(1))
            #expect(result.error.contains("knows of no refusal with this request id"))
            #expect(result.output.isEmpty)
        }
        #expect(try await why("x", at: "/nowhere/bearerd.sock").ending == .exited(69))
        #expect(try await why("two words", at: "/nowhere/bearerd.sock").ending == .exited(64))
    }

    @Test("a refusal at a guarded location is found by the request_id of nginx's access log")
    func guarded() async throws {
        let configuration = GuardedConfiguration(
            server: guardedLocation("/", "all=read:reports")
                + "\naccess_log @FOLDER@/access.log ids;",
            http: "log_format ids '$request_id $status $uri';"
        )
        try await withGuardedServer(configuration) { server in
            let deployment = server.deployment
            let token = try await deployment.token()
            #expect(try await server.http.get("/x?secret=1", token: token).status == 403)
            let path = "\(deployment.folder)/access.log"
            try await waitUntil("nginx has logged it") {
                (try? String(contentsOfFile: path, encoding: .utf8))?.isEmpty == false
            }
            let id = try String(contentsOfFile: path, encoding: .utf8).prefix(32)
            let result = try await why(String(id), at: deployment.bearerdSocket)
            #expect(result.ending == .exited(0), "\(result.error)")
            for text in [
                "403 insufficient_scope", "request: GET /x at ", "policy: all=read:reports",
                "FAIL [insufficient_scope] scope read:reports", "  pass signature",
            ] {
                #expect(result.output.contains(text), "\(text)")
            }
            #expect(!result.output.contains("secret"))
        }
    }
}

import Foundation
import Testing

/// `bearerd deny`, `denied` and `allow`, and the requests that they decide.
@Suite("Deny-list in a file")
struct DenyTests {
    /// A deployment with an empty list.
    private func withList(_ body: (Deployment, _ list: String) async throws -> Void) async throws {
        var configuration = DeploymentConfiguration()
        configuration.settingsFromFolder = { ["DENY_FILE": "\($0)/denied.jsonl"] }
        configuration.prepare = { folder, _ in
            try "".write(toFile: "\(folder)/denied.jsonl", atomically: false, encoding: .utf8)
        }
        try await withDeployment(configuration) { try await body($0, "\($0.folder)/denied.jsonl") }
    }

    private func run(_ arguments: [String], _ deployment: Deployment) async throws -> ProgramResult {
        let settings = [
            "--deny-file", "\(deployment.folder)/denied.jsonl", "--issuers", deployment.issuer,
            "--audience", Deployment.audience,
        ]
        return try await Program(command: [Project.bearerd] + arguments + settings).run()
    }

    private func code(_ token: String, _ deployment: Deployment) async throws -> String {
        let answer = try await deployment.http.get("/api/private", token: token)
        return answer.status == 200 ? "200" : answer.members["error_code"] ?? "\(answer.status)"
    }

    private func wait(_ token: String, _ code: String, _ deployment: Deployment) async throws {
        try await waitUntil("the token is answered \(code)") { try await self.code(token, deployment) == code }
    }

    @Test("a token that is remembered is refused, listed, and let through again")
    func roundTrip() async throws {
        try await withList { deployment, list in
            let token = try await deployment.token("--subject", "alice")
            let other = try await deployment.token("--subject", "bob")
            for _ in 0..<2 { #expect(try await code(token, deployment) == "200") }

            let denied = try await run(["deny", "sub", "alice"], deployment)
            #expect(
                denied.output == "denied: sub \"alice\" of \(deployment.issuer), until it is allowed\n",
                "\(denied.error)"
            )
            try await wait(token, "token_revoked", deployment)
            let answer = try await deployment.http.get("/api/private", token: token)
            #expect(answer.status == 401)
            #expect(answer.fields.contains { $0.value.contains(#"error="invalid_token""#) })
            #expect(try await code(other, deployment) == "200")

            let listed = try await run(["denied"], deployment)
            #expect(listed.output == "sub \"alice\" of \(deployment.issuer), until it is allowed\n")
            let explained = try await run(["explain", token], deployment)
            #expect(explained.ending == .exited(1))
            #expect(explained.output.contains("token_revoked"))
            #expect(
                explained.output.contains("its sub is denied, until it is allowed")
                    || explained.output.contains("its sub is denied")
            )

            let allowed = try await run(["allow", "sub", "alice"], deployment)
            #expect(allowed.output.hasPrefix("allowed: sub \"alice\""))
            try await wait(token, "200", deployment)
            #expect(try await run(["allow", "sub", "alice"], deployment).ending == .exited(1))
            #expect(try String(contentsOfFile: list, encoding: .utf8) == "")
        }
    }

    @Test("tokens that were issued before now are refused, and new ones are not")
    func issuedBefore() async throws {
        try await withList { deployment, _ in
            let token = try await deployment.token("--subject", "alice")
            let result = try await run(
                ["deny", "issuer", deployment.issuer, "--issued-before", "2s", "--until", "24h"],
                deployment
            )
            #expect(result.ending == .exited(0), "\(result.error)")
            try await wait(token, "token_revoked", deployment)
            let later = try await deployment.token("--claim", "iat=\(Int(Date.now.timeIntervalSince1970) + 3)")
            #expect(try await code(later, deployment) == "200")
        }
    }

    @Test("a list that breaks changes nothing, and the log and bearerd status say so")
    func broken() async throws {
        try await withList { deployment, list in
            let token = try await deployment.token("--subject", "alice")
            #expect(try await run(["deny", "sub", "alice"], deployment).ending == .exited(0))
            try await wait(token, "token_revoked", deployment)
            try "{\n".write(toFile: list, atomically: true, encoding: .utf8)
            let log = try await deployment.log(with: "the deny-list cannot be read anew, and stays as it is")
            #expect(log.contains("line 1 is no entry"))
            #expect(try await code(token, deployment) == "token_revoked")
            let status = try await Program(
                command: [Project.bearerd, "status", "--fastcgi-listen", "unix:\(deployment.bearerdSocket)"]
            ).run()
            #expect(status.output.contains("THE FILE THAT IS THERE NOW DOES NOT COUNT: line 1"), "\(status.output)")
            // What cannot be read cannot be changed either.
            let result = try await run(["deny", "sub", "bob"], deployment)
            #expect(result.ending == .exited(69))
            #expect(result.error.contains("is no deny-list: line 1"))
        }
    }

    @Test(
        "what would deny nothing is refused",
        arguments: [
            (["deny", "user", "alice"], Int32(64), "KIND is one of"),
            (["deny", "sub", "alice", "--issuer", "https://elsewhere.example/"], 64, "none of the issuers"),
            (["deny", "issuer", "x"], 64, "goes with --issued-before"),
            (["deny", "sub", "alice", "--until", "now"], 64, "in the past"),
            (["deny", "sub", "alice", "--until", "soon"], 64, "--until takes now"),
            (["deny", "sub", ""], 64, "VALUE has 1 to"),
        ]
    )
    func mistakes(arguments: [String], status: Int32, words: String) async throws {
        try await withTemporaryFolder { folder in
            let settings = [
                "--deny-file", "\(folder)/denied.jsonl", "--issuers", "https://a.example/", "--audience", "x",
            ]
            let result = try await Program(command: [Project.bearerd] + arguments + settings, folder: folder).run()
            #expect(result.ending == .exited(status), "\(result.output)")
            #expect(result.error.contains(words), "\(result.error)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        }
    }

    @Test("without a place for the list the command says which setting it is")
    func nowhere() async throws {
        try await withTemporaryFolder { folder in
            let command = [Project.bearerd, "denied", "--issuers", "https://a.example/", "--audience", "x"]
            let result = try await Program(command: command, folder: folder).run()
            #expect(result.ending == .exited(78))
            #expect(result.error.contains("DENY_FILE is not set"), "\(result.error)")
        }
    }
}

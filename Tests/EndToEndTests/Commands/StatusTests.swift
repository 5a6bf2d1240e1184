import Foundation
import Testing

@Suite("bearerd status")
struct StatusTests {
    private func status(_ flags: String..., at socket: String) async throws -> ProgramResult {
        let settings = ["FASTCGI_LISTEN": "unix:\(socket)"]
        return try await Program(command: [Project.bearerd, "status"] + flags, environment: settings).run()
    }

    @Test(
        "the running process tells how it is, to people and in JSON, and no other setting is needed",
        arguments: [true, false]
    )
    func tells(isCounting: Bool) async throws {
        let configuration = DeploymentConfiguration(settings: ["METRICS": "\(isCounting)"])
        try await withDeployment(configuration) { deployment in
            #expect(try await deployment.http.send("GET", "/api/private").status == 401)
            let result = try await status(at: deployment.bearerdSocket)
            #expect(result.ending == .exited(0), "\(result.error)")
            let lines = result.output.split(separator: "\n").map(String.init)
            #expect(lines.first?.contains(/^bearerd [0-9.]+.*, serving since \d{4}-/) == true)
            #expect(lines.contains { $0.hasPrefix("\(deployment.issuer): 1 keys, fetched ") })
            #expect(lines.contains { $0.contains(/^  kid "[^"]+", RSA, 2048 bits, RS256$/) })
            #expect(lines.contains("verified tokens: 0 of 10000"))
            #expect(lines.contains("used proofs: 0 of 1000000"))
            #expect(lines.contains("  token_missing: 1") == isCounting)

            let json = try await status("--json", at: deployment.bearerdSocket)
            let report = try JSONDecoder().decode(Report.self, from: Data(json.output.utf8))
            #expect(report.issuers.map(\.issuer) == [deployment.issuer])
            #expect(report.requests?.by_error_code == (isCounting ? ["token_missing": 1] : nil))
        }
    }

    private struct Report: Decodable {
        struct Issuer: Decodable { let issuer: String }
        struct Requests: Decodable { let by_error_code: [String: Int] }
        let issuers: [Issuer]
        let requests: Requests?
    }

    @Test("where nothing listens, and where something else does, it says so with exit status 69")
    func nothing() async throws {
        let nowhere = try await status(at: "/nowhere/bearerd.sock")
        #expect(nowhere.ending == .exited(69))
        #expect(nowhere.error.split(separator: "\n").count == 1)
        #expect(nowhere.output.isEmpty)
        try await withDeployment { deployment in
            let other = try await status(at: "\(deployment.folder)/sockets/token-issuer.sock")
            #expect(other.ending == .exited(69))
            #expect(other.error.contains("does not say how it is"))
        }
    }

    @Test(
        "no client of nginx can ask",
        arguments: [
            "Bearerd-Question: status", "BEARERD_QUESTION: status", "HTTP-BEARERD-QUESTION: status",
            "X: a\u{9}BEARERD_QUESTION=status",
        ]
    )
    func notThroughNginx(field: String) async throws {
        // Everything that the client asks for goes to bearerd, odd names of fields as well.
        let further = """
            server {
                listen 127.0.0.1:@PORT@;
                underscores_in_headers on;
                ignore_invalid_headers off;
                location / { include @FOLDER@/bearerd_params; fastcgi_pass unix:@FOLDER@/sockets/bearerd.sock; }
            }
            """
        let port = try LocalSocket.freePort()
        var configuration = DeploymentConfiguration()
        configuration.furtherServer = further.replacing("@PORT@", with: "\(port)")
        try await withDeployment(configuration) { _ in
            for path in ["/_bearerd/status", "/_bearerd/status?BEARERD_QUESTION=status"] {
                let answer = try await HTTPClient(port: port).send("GET", path, fields: [field])
                #expect(answer.status == 404)
                #expect(!answer.text.contains("issuers"))
            }
        }
    }
}

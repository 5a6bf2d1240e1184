import Foundation
import Testing

/// `POST /backchannel-logout`, with the development issuer in the place of the provider.
@Suite("Back-channel logout")
struct LogoutTests {
    private static let event = #"{"http://schemas.openid.net/event/backchannel-logout":{}}"#

    private func withLogout(_ body: (Deployment) async throws -> Void) async throws {
        var configuration = DeploymentConfiguration()
        configuration.settings = ["BACKCHANNEL_LOGOUT": "true", "MAX_TOKEN_LIFETIME": "25h"]
        configuration.settingsFromFolder = { ["DENY_FILE": "\($0)/denied.jsonl"] }
        configuration.prepare = { folder, _ in
            try "".write(toFile: "\(folder)/denied.jsonl", atomically: false, encoding: .utf8)
        }
        try await withDeployment(configuration, body)
    }

    private func logoutToken(_ deployment: Deployment, _ options: String...) async throws -> String {
        try await deployment.token(
            ["--type", "logout+jwt", "--lifetime", "120", "--claim", "events=\(Self.event)", "--claim", #"jti="l1""#]
                + options
        )
    }

    private func send(_ body: String, _ deployment: Deployment) async throws -> HTTPAnswer {
        try await deployment.http.send(
            "POST",
            "/backchannel-logout",
            fields: ["Content-Type: application/x-www-form-urlencoded"],
            body: Array(body.utf8)
        )
    }

    @Test("a session's tokens are refused from the answer on, and another session's are not")
    func session() async throws {
        try await withLogout { deployment in
            let first = try await deployment.token("--subject", "alice", "--claim", #"sid="s1""#)
            let second = try await deployment.token("--subject", "alice", "--claim", #"sid="s2""#)
            for token in [first, second] {
                #expect(try await deployment.http.get("/api/private", token: token).status == 200)
            }
            let logout = try await logoutToken(deployment, "--subject", "alice", "--claim", #"sid="s1""#)
            let answer = try await send("logout_token=\(logout)", deployment)
            #expect(answer.status == 200, "\(answer)")
            #expect(answer.fields.contains { $0.name.lowercased() == "cache-control" && $0.value == "no-store" })
            let refused = try await deployment.http.get("/api/private", token: first)
            #expect(refused.members["error_code"] == "token_revoked")
            #expect(try await deployment.http.get("/api/private", token: second).status == 200)
            _ = try await deployment.log(with: "logged out")
            let list = try String(contentsOfFile: "\(deployment.folder)/denied.jsonl", encoding: .utf8)
            #expect(list.contains(#""sid":"s1""#))
            #expect(list.contains(#""until":"#))

            let again = try await send("logout_token=\(logout)", deployment)
            #expect(again.status == 400)
            #expect(again.members["error"] == "invalid_request")
        }
    }

    @Test("what is no logout token is 400 with its reason, and denies nothing")
    func refusals() async throws {
        try await withLogout { deployment in
            let access = try await deployment.token("--subject", "alice")
            let elsewhere = try await logoutToken(
                deployment,
                "--subject",
                "alice",
                "--audience",
                "https://other.example"
            )
            let stranger = try await logoutToken(
                deployment,
                "--subject",
                "alice",
                "--issuer",
                "https://elsewhere.example/"
            )
            for (body, code) in [
                ("", nil), ("logout_token=", "token_malformed"), ("logout_token=a&logout_token=b", nil),
                ("logout_token=%zz", nil), ("logout_token=\(access)", "invalid_claims"),
                ("logout_token=\(elsewhere)", "invalid_audience"), ("logout_token=\(stranger)", "invalid_issuer"),
            ] as [(String, String?)] {
                let answer = try await send(body, deployment)
                #expect(answer.status == 400, "\(body)")
                #expect(answer.members["error"] == "invalid_request", "\(body)")
                #expect(answer.members["error_code"] == code, "\(body)")
            }
            #expect(try await deployment.http.get("/backchannel-logout", token: access).status == 405)
            #expect(try await deployment.http.get("/api/private", token: access).status == 200)
            #expect(try String(contentsOfFile: "\(deployment.folder)/denied.jsonl", encoding: .utf8) == "")
            #expect(try await !deployment.log(with: "a logout token is refused").contains(elsewhere))
        }
    }

    @Test("a list that cannot be written is 503, so that the issuer tries again")
    func unwritable() async throws {
        try await withLogout { deployment in
            try "{\n".write(toFile: "\(deployment.folder)/denied.jsonl", atomically: true, encoding: .utf8)
            let logout = try await logoutToken(deployment, "--subject", "alice")
            #expect(try await send("logout_token=\(logout)", deployment).status == 503)
            _ = try await deployment.log(with: "a logout cannot be put on the deny-list")
        }
    }

    @Test("it is off unless asked for, and needs a place for the list")
    func settings() async throws {
        try await withDeployment { deployment in
            let answer = try await send("logout_token=a", deployment)
            #expect(answer.status == 404)
        }
        try await withTemporaryFolder { folder in
            let command = [
                Project.bearerd, "check-config", "--issuers", "https://a.example/", "--audience", "x",
                "--backchannel-logout", "true",
            ]
            let result = try await Program(command: command, folder: folder).run()
            #expect(result.ending == .exited(78))
            #expect(result.error.contains("BACKCHANNEL_LOGOUT is \"true\""), "\(result.error)")
        }
    }
}

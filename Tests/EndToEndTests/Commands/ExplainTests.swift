import Foundation
import Testing

@Suite("bearerd explain", .deployed())
struct ExplainTests {
    @Test("a good token is accepted with 0, from an argument and from standard input", arguments: [true, false])
    func accepted(fromStandardInput: Bool) async throws {
        let deployment = try Deployment.shared()
        let token = try await deployment.token("--scope", "read:messages")
        let result = try await explain(token, fromStandardInput, deployment)
        #expect(result.ending == .exited(0))
        #expect(!result.output.contains(token.suffix(40)))
    }

    @Test(
        "a token is refused with 1 for what is wrong with it",
        arguments: [
            ("expired", "token_expired"), ("wrong-audience", "invalid_audience"),
            ("bad-signature", "invalid_signature"),
            ("wrong-issuer", "invalid_issuer"),
        ]
    )
    func refused(defect: String, code: String) async throws {
        let deployment = try Deployment.shared()
        let token = try await deployment.token("--broken", defect)
        let result = try await explain(token, false, deployment)
        #expect(result.ending == .exited(1))
        #expect(result.output.contains(code))
        #expect(!result.output.contains(token.suffix(40)))
    }

    @Test(
        "at a location of nginx its policy decides",
        arguments: [
            ("/reports/1", "GET", 0, "accepted"), ("/reports/1", "POST", 1, "refused: insufficient_scope"),
            ("/strict/1", "GET", 1, "refused: insufficient_user_authentication"),
            ("/other/1", "GET", 1, "refused: invalid_audience"), ("/open/1", "GET", 0, "let through: nobody judges it"),
            ("/closed/1", "GET", 1, "refused: everybody is refused here"),
        ]
    )
    func place(path: String, method: String, status: Int32, end: String) async throws {
        let deployment = try Deployment.shared()
        let token = try await deployment.token("--scope", "read:a")
        let configuration = """
            server {
                location /reports/ { auth_request "/_bearerd/read=read:a;write=write:a"; }
                location /strict/ { auth_request "/_bearerd/max_age=60"; }
                location /other/ { auth_request "/_bearerd/aud=https://other.example"; }
                location /open/ { auth_request off; }
                location /closed/ { return 403; }
            }
            """
        let file = "\(deployment.folder)/explain-\(UUID().uuidString).conf"
        try configuration.write(toFile: file, atomically: false, encoding: .utf8)
        let options = ["--nginx", file, "--path", path, "--method", method]
        let result = try await explain(token, false, deployment, [:], options)
        #expect(result.ending == .exited(status))
        #expect(result.output.hasSuffix(end + "\n"))
        #expect(result.output.contains("location: location /\(path.split(separator: "/")[0])/\n"))
        #expect(!result.output.contains(token.suffix(40)))
    }

    @Test("no token is told to be good for a resource whose address is not known")
    func resourceWithoutOrigin() async throws {
        let deployment = try Deployment.shared()
        let file = "\(deployment.folder)/explain-\(UUID().uuidString).conf"
        let configuration = #"server { location / { auth_request "/_bearerd/resource=/mcp"; } }"#
        try configuration.write(toFile: file, atomically: false, encoding: .utf8)
        let result = try await explain(deployment.token(), false, deployment, [:], ["--nginx", file, "--path", "/x"])
        #expect(result.ending == .exited(78))
        #expect(result.error.contains("resource needs PUBLIC_ORIGIN"))
        #expect(!result.output.contains("accepted"))
    }

    @Test(
        "a token without a proof ends as the server has it",
        arguments: [
            (false, "allowed", nil), (false, "required", "bearer_not_allowed"), (false, "disabled", nil),
            (true, "allowed", "dpop_binding_mismatch"), (true, "required", "bearer_not_allowed"),
            (true, "disabled", "dpop_binding_mismatch"),
        ]
    )
    func modes(isBound: Bool, mode: String, code: String?) async throws {
        let deployment = try Deployment.shared()
        let token = try await isBound ? DPoPClient(deployment).token() : deployment.token()
        let result = try await explain(token, false, deployment, ["DPOP_MODE": mode])
        #expect(result.ending == .exited(code == nil ? 0 : 1))
        #expect(result.output.hasSuffix(code.map { "refused: \($0)\n" } ?? "accepted\n"))
    }

    @Test(
        "a bound token with a good proof is accepted, unless the mode takes none",
        arguments: ["required", "disabled"]
    )
    func proof(mode: String) async throws {
        let deployment = try Deployment.shared()
        let client = try await DPoPClient(deployment)
        let token = try await client.token()
        let options = [
            "--proof", try await client.proof(for: token), "--method", "GET", "--url",
            deployment.origin + "/api/private",
        ]
        let result = try await explain(token, false, deployment, ["DPOP_MODE": mode], options)
        #expect(result.ending == .exited(mode == "disabled" ? 1 : 0))
        #expect(result.output.hasSuffix(mode == "disabled" ? "refused: dpop_not_allowed\n" : "accepted\n"))
    }

    @Test(
        "where a policy says resource=, the token must be for its address",
        arguments: [
            (["--resource", "/mcp"], "https://api.example.com/mcp", 0),
            (["--resource", "/mcp"], Deployment.audience, 1),
            (["--resource", "/mcp2"], "https://api.example.com/mcp", 1), ([], "https://api.example.com/mcp", 1),
            ([], Deployment.audience, 0), (["--resource", "/a/../mcp"], "https://api.example.com/mcp", 64),
        ]
    )
    func resource(options: [String], audience: String, status: Int) async throws {
        let deployment = try Deployment.shared()
        let token = try await deployment.token("--audience", audience)
        let origin = ["PUBLIC_ORIGIN": "https://api.example.com"]
        let result = try await explain(token, false, deployment, origin, options)
        #expect(result.ending == .exited(Int32(status)))
        if status == 1 { #expect(result.output.contains("refused: invalid_audience")) }
        guard !options.isEmpty else { return }
        #expect(try await explain(token, false, deployment, [:], options).ending == .exited(64))
    }

    @Test("the settings may come from the file of the unit")
    func envFile() async throws {
        let deployment = try Deployment.shared()
        let token = try await deployment.token("--scope", "read:messages")
        try await withTemporaryFolder { folder in
            let path = "\(folder)/bearerd.env"
            let file = "ISSUERS=\"\(deployment.issuer)\"\nAUTH0_AUDIENCE='\(Deployment.audience)'\n"
            try Data(file.utf8).write(to: URL(filePath: path))
            let result = try await Program(command: [Project.bearerd, "explain", "--env-file", path, token]).run()
            #expect(result.ending == .exited(0))
        }
    }

    private func explain(
        _ token: String,
        _ fromStandardInput: Bool,
        _ deployment: Deployment,
        _ further: [String: String] = [:],
        _ options: [String] = []
    ) async throws -> ProgramResult {
        let settings = ["ISSUERS": deployment.issuer, "AUTH0_AUDIENCE": Deployment.audience].merging(further) { $1 }
        let script = fromStandardInput ? #"printf '%s\n' "$2" | "$1" explain"# : #"exec "$@""#
        let command = ["sh", "-c", script, "sh", Project.bearerd] + (fromStandardInput ? [] : ["explain"]) + [token]
        return try await Program(command: command + options, environment: settings).run()
    }
}

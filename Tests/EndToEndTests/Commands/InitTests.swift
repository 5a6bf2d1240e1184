import Foundation
import Testing

/// What `bearerd init` makes, with the development issuer for a provider.
@Suite("bearerd init", .deployed())
struct InitTests {
    private func initialise(_ flags: [String], input: String = "", in folder: String) async throws -> ProgramResult {
        let script = #"printf '%s' "$1"; shift"#
        let command = ["sh", "-c", "(\(script)) | { shift; exec \"$0\" init \"$@\"; }", Project.bearerd, input]
        return try await Program(command: command + flags, folder: folder).run()
    }

    @Test("asks, tries, and writes what serves: tokens of the issuer are let through with it")
    func answers() async throws {
        let deployment = try Deployment.shared()
        try await withTemporaryFolder { folder in
            // The issuer has a slash at its end, which nobody remembers.
            let input = "\n\(deployment.origin)\n\(Deployment.audience)\n"
            let result = try await initialise([], input: input, in: folder)
            #expect(result.ending == .exited(0), "\(result.error)")
            let file = try String(contentsOfFile: "\(folder)/.env", encoding: .utf8)
            #expect(file.hasSuffix("\nAUDIENCE=\(Deployment.audience)\nISSUERS=\(deployment.issuer)\n"))
            #expect(result.output.contains("\(deployment.issuer): 1 keys, of which 1 will be used"))
            #expect(result.output.contains("    auth_request \"/_bearerd/required\";\n"))
            #expect(result.output.hasSuffix("    sudo nginx -t && sudo systemctl reload nginx\n"))
            #expect(result.error.contains("Provider (auth0, keycloak, entra, okta, cognito; empty for another): "))
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/.env")
            #expect(attributes[.posixPermissions] as? Int == 0o640)

            let token = try await deployment.token()
            let explained = try await Program(command: [Project.bearerd, "explain", token], folder: folder).run()
            #expect(explained.ending == .exited(0), "\(explained.output)")
        }
    }

    @Test("a file that is there stays as it is, and what belongs there is said")
    func existing() async throws {
        let deployment = try Deployment.shared()
        try await withTemporaryFolder { folder in
            let path = "\(folder)/bearerd.env"
            try "REALM=mine\n".write(toFile: path, atomically: false, encoding: .utf8)
            let flags = ["--issuers", deployment.issuer, "--audience", "x", "--env-file", path]
            let result = try await initialise(flags, in: folder)
            #expect(result.ending == .exited(78))
            #expect(result.error.contains("--env-file is \"\(path)\": expected a file that is not there yet"))
            #expect(result.output.contains("    AUDIENCE=x\n    ISSUERS=\(deployment.issuer)\n"))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "REALM=mine\n")
        }
    }

    @Test("what does not work is not written, and the reason is said")
    func failure() async throws {
        try await withTemporaryFolder { folder in
            let port = try LocalSocket.freePort()
            let unreachable = ["--issuers", "http://127.0.0.1:\(port)/", "--audience", "x"]
            for (flags, status, words) in [
                (unreachable, Int32(69), "http://127.0.0.1:\(port)/: "),
                (["--issuers", "http://example.com/", "--audience", "x"], 78, "ISSUERS is "),
                (["--audience", "x"], 78, "AUTH0_DOMAIN is not set"),
                (
                    ["--provider", "nobody", "--issuers", "http://127.0.0.1:\(port)/", "--audience", "x"], 78,
                    "PROVIDER is "
                ),
            ] {
                let result = try await initialise(flags, in: folder)
                #expect(result.ending == .exited(status), "\(flags)")
                #expect(result.error.contains(words), "\(result.error)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        }
    }

    @Test("what the operator says of algorithms stays, and a warning says what it means")
    func algorithm() async throws {
        let deployment = try Deployment.shared()
        try await withTemporaryFolder { folder in
            let flags = ["--issuers", deployment.issuer, "--audience", "x", "--algorithms", "ES256"]
            let result = try await initialise(flags, in: folder)
            // The operator's word stays, and a warning says what it means.
            #expect(result.ending == .exited(0))
            #expect(result.error.contains("no key of \(deployment.issuer) will be used"))
            let file = try String(contentsOfFile: "\(folder)/.env", encoding: .utf8)
            #expect(file.contains("\nALGORITHMS=ES256\n"))
        }
    }
}

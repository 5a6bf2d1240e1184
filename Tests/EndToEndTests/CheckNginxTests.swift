import Foundation
import Testing

@Suite("bearerd check-config --nginx")
struct CheckNginxTests {
    @Test("a mistake is reported with its file and line, and ends with 78")
    func mistake() async throws {
        let text = """
            server {
                include bearerd_guard_server.conf;
                location /a/ {
                    auth_request "/_bearerd/al=read:a";
                    include bearerd_guard.conf;
                }
            }
            """
        let result = try await check(text)
        #expect(result.ending == .exited(78))
        #expect(result.error.hasSuffix("/site.conf:4: the policy cannot be read: there is no part al\n"))
        #expect(result.output.hasSuffix("/site.conf: 1 guarded locations\n"))
    }

    @Test("files without a mistake end with 0, whatever the settings")
    func good() async throws {
        let text = """
            server {
                include bearerd_guard_server.conf;
                location /a/ { auth_request "/_bearerd/all=read:a"; include bearerd_guard.conf; }
            }
            """
        let result = try await check(text)
        #expect(result.succeeded)
        #expect(result.error == "")
    }

    @Test("of a file that only includes others it is said that they were not read")
    func includes() async throws {
        let result = try await check("http {\n    include /etc/nginx/sites-enabled/*;\n}\n")
        #expect(result.succeeded)
        #expect(result.output.hasSuffix("/site.conf: 0 guarded locations; the files that it includes were not read\n"))
    }

    @Test("a file that cannot be read ends with 78")
    func missing() async throws {
        let command = [Project.bearerd, "check-config", "--nginx", "/nowhere/site.conf"]
        let result = try await Program(command: command).run()
        #expect(result.ending == .exited(78))
        #expect(result.error == "bearerd: /nowhere/site.conf: cannot be read\n")
    }

    private func check(_ text: String) async throws -> ProgramResult {
        try await withTemporaryFolder { folder in
            try text.write(toFile: "\(folder)/site.conf", atomically: false, encoding: .utf8)
            let command = [Project.bearerd, "check-config", "--nginx", "\(folder)/site.conf"]
            return try await Program(command: command).run()
        }
    }
}

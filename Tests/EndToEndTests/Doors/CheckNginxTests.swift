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

    @Test("a protected resource of its own is a door with its policy, and a mistake where the origin is not set")
    func resource() async throws {
        let text = """
            server {
                include bearerd_guard_server.conf;
                location /mcp { auth_request "/_bearerd/resource=/mcp;all=tools"; include bearerd_guard.conf; }
                location /x { auth_request "/_bearerd/resource=/a/../b"; include bearerd_guard.conf; }
            }
            """
        let without = try await check(text)
        #expect(without.ending == .exited(78))
        #expect(
            without.error.contains(
                "/site.conf:3: resource needs PUBLIC_ORIGIN, which is not set: every request is refused\n"
            )
        )
        #expect(without.error.contains("/site.conf:4: the policy cannot be read: resource is one path"))
        let good = text.replacing("/a/../b", with: "/b")
        for (options, environment) in [
            (["--public-origin", "https://api.example.com"], [:]), ([], ["PUBLIC_ORIGIN": "https://api.example.com"]),
        ] {
            let result = try await check(good, options: options, environment: environment)
            #expect(result.error == "")
            #expect(result.succeeded)
            #expect(result.output.contains("location /mcp  resource=/mcp;all=tools"))
        }
    }

    @Test("files that a main file includes are read")
    func includes() async throws {
        let site = "server {\n location /a/ {\n auth_request /_bearerd/al=a; include bearerd_guard.conf; }\n}\n"
        let main = "http {\n    include sites/*.conf;\n}\n"
        let result = try await check(main, beside: ["sites/a.conf": site, "bearerd_guard.conf": ""])
        #expect(result.ending == .exited(78))
        #expect(result.error.contains("/sites/a.conf:3: the policy cannot be read: there is no part al\n"))
        #expect(result.output.hasSuffix("/site.conf: 1 guarded locations\n"))
    }

    @Test("an include that names no file is a mistake")
    func missingInclude() async throws {
        let result = try await check("http {\n    include a.conf; include none/*.conf;\n}\n")
        #expect(result.ending == .exited(78))
        #expect(result.error.contains("/site.conf:2: what is included is not there: "))
        #expect(result.error.hasSuffix("/a.conf: No such file or directory\n"))
    }

    @Test("of a part of a configuration it is said that files it includes were not read")
    func unread() async throws {
        let result = try await check("server {\n    include a.conf;\n}\n")
        #expect(result.succeeded)
        #expect(result.output.contains("/site.conf: includes files that were not read; nginx -T shows them\n"))
    }

    @Test("what nginx -T prints is read from standard input, and an empty one is a mistake")
    func standardInput() async throws {
        let dump = "# configuration file /a/nginx.conf:\nhttp {\n server {\n  location / { auth_request off; }\n }\n}\n"
        let script = "printf %s \"$0\" | \"$1\" check-config --nginx -"
        let result = try await Program(command: ["sh", "-c", script, dump, Project.bearerd]).run()
        #expect(result.succeeded)
        #expect(
            result.output == """
                *:80 (no name)  location /  OPEN  auth_request off (/a/nginx.conf:3)
                standard input: 0 guarded locations

                """
        )
        let empty = try await Program(command: ["sh", "-c", script, "", Project.bearerd]).run()
        #expect(empty.ending == .exited(78))
        #expect(empty.error == "bearerd: standard input: empty\n")
    }

    @Test("a file that cannot be read ends with 78")
    func missing() async throws {
        let command = [Project.bearerd, "check-config", "--nginx", "/nowhere/site.conf"]
        let result = try await Program(command: command).run()
        #expect(result.ending == .exited(78))
        #expect(result.error == "bearerd: /nowhere/site.conf: cannot be read\n")
    }

    private func check(
        _ text: String,
        beside files: [String: String] = [:],
        options: [String] = [],
        environment: [String: String] = [:]
    ) async throws -> ProgramResult {
        try await withTemporaryFolder { folder in
            for (name, content) in files.merging(["site.conf": text], uniquingKeysWith: { $1 }) {
                let file = URL(filePath: "\(folder)/\(name)")
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(),
                    withIntermediateDirectories: true
                )
                try content.write(to: file, atomically: false, encoding: .utf8)
            }
            let command = [Project.bearerd, "check-config", "--nginx", "\(folder)/site.conf"]
            return try await Program(command: command + options, environment: environment).run()
        }
    }
}

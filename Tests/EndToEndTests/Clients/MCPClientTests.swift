import Foundation
import JOSE
import Testing

/// MCP as others wrote it: the Python SDK's client and server with the guard between them, and an authorization server of Authlib.
@Suite("MCP clients")
struct MCPClientTests {
    private static let python = Project.folder + ".build/clients/bin/python"
    private static let scripts = Project.folder + "Tests/EndToEndTests/Clients"

    /// What a client is told: the address of the server, and nothing else.
    private struct Place {
        let server: GuardedServer
        let url: String
        /// Of pages that are allowed to ask.
        let pages: String
        let issuer: String

        /// Resource and scope of each authorization that the issuer was asked for.
        func authorizations() async throws -> [String] {
            let result = try await Program(command: ["curl", "--silent", "--fail", issuer + "/seen"]).run()
            let seen = try JSONObject(parsing: Array(result.output.utf8))
            #expect(seen["registrations"] == 1)
            return (seen["authorizations"]?.arrayValue ?? []).map {
                $0.stringArrayValue?.joined(separator: " ") ?? "\($0)"
            }
        }
    }

    @Test("the Python SDK finds the issuer, registers, gets a token and calls a tool", arguments: [[], ["strict"]])
    func sdk(options: [String]) async throws {
        try await withPlace { place in
            let command = [Self.python, "\(Self.scripts)/mcp_client.py", place.url] + options
            let result = try await Program(command: command).run()
            #expect(result.output == "5\n", "\(result.error)")
            #expect(try await place.authorizations() == ["\(place.url) tools"])
            // The token is good at this location, and at no other.
            #expect(try place.server.deployment.log().contains("token_missing"))
        }
    }

    @Test("a strict client goes no further where the resource is another than the URL that it called")
    func strict() async throws {
        try await withPlace(path: "/mcp/deeper") { place in
            let command = [Self.python, "\(Self.scripts)/mcp_client.py", place.url, "strict"]
            let result = try await Program(command: command).run()
            #expect(!result.succeeded)
            #expect(result.error.contains("is not \(place.url)"))
        }
    }

    @Test("a page in Chromium does the same from another origin")
    func page() async throws {
        try await withPlace { place in
            let profile = "\(place.server.deployment.folder)/profile"
            let command = [
                "timeout", "60", "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--no-first-run", "--user-data-dir=\(profile)", "--virtual-time-budget=20000", "--dump-dom",
                "\(place.pages)/mcp_page.html?\(place.url)",
            ]
            let environment = ["HOME": place.server.deployment.folder]
            let result = try await Program(command: command, environment: environment).run()
            try #require(result.succeeded, "\(result.error)")
            #expect(result.output.contains("401 tools 200 200"), "\(result.output)")
            #expect(result.output.contains(#""text":"5""#), "\(result.output)")
            #expect(try await place.authorizations() == ["\(place.url) tools"])
        }
    }

    private func withPlace(path: String = "/mcp", _ body: (Place) async throws -> Void) async throws {
        let (issuer, application) = (try LocalSocket.freePort(), try LocalSocket.freePort())
        let (port, pages) = (try LocalSocket.freePort(), try LocalSocket.freePort())
        _ = try await withTemporaryFolder { folder in
            try await program("authorization_server", issuer).running(log: "\(folder)/issuer.log") { _ in
                try await program("mcp_server", application).running(log: "\(folder)/mcp.log") { _ in
                    try await waitUntil("both answer", within: .seconds(120)) {
                        try await Task.sleep(for: .milliseconds(250))
                        let isIssuerOpen = try await isOpen(issuer)
                        return try await isIssuerOpen ? isOpen(application) : false
                    }
                    let configuration = GuardedConfiguration(
                        server: "",
                        http: http(port: port, application: application, pages: pages),
                        settings: [
                            "ISSUERS": "http://127.0.0.1:\(issuer)", "PUBLIC_ORIGIN": "http://127.0.0.1:\(port)",
                            "CORS_ALLOWED_ORIGINS": "http://127.0.0.1:\(pages)",
                        ]
                    )
                    try await withGuardedServer(configuration) { server in
                        let place = Place(
                            server: server,
                            url: "http://127.0.0.1:\(port)\(path)",
                            pages: "http://127.0.0.1:\(pages)",
                            issuer: "http://127.0.0.1:\(issuer)"
                        )
                        try await body(place)
                    }
                }
            }
        }
    }

    /// The application behind the guard, and a server of the page.
    private func http(port: UInt16, application: UInt16, pages: UInt16) -> String {
        """
        server {
            listen 127.0.0.1:\(port);
            include bearerd_guard_server.conf;
            location /mcp {
                auth_request "/_bearerd/resource=/mcp;all=tools";
                include bearerd_guard.conf;
                include bearerd_cors.conf;
                proxy_http_version 1.1;
                proxy_buffering off;
                proxy_pass http://127.0.0.1:\(application);
            }
        }
        server {
            listen 127.0.0.1:\(pages);
            root \(Self.scripts);
            location = /mcp_page.html { types { text/html html; } }
            # The issuer sends the browser back here.
            location = /callback.html { add_header Access-Control-Allow-Origin *; return 200; }
        }
        """
    }

    private func program(_ name: String, _ port: UInt16) -> Program {
        Program(
            command: [Self.python, "\(Self.scripts)/\(name).py", String(port)],
            environment: ["PYTHONWARNINGS": "ignore", "PYTHONDONTWRITEBYTECODE": "1"]
        )
    }

    private func isOpen(_ port: UInt16) async throws -> Bool {
        try await Program(command: ["curl", "--silent", "--output", "/dev/null", "http://127.0.0.1:\(port)/"]).run()
            .succeeded
    }
}

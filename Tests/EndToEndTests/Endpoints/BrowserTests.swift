import Foundation
import Testing

/// A page in a headless Chromium that asks a guarded location of another origin.
@Suite("Pages in a browser")
struct BrowserTests {
    @Test("a page of an allowed origin reads the answer and the refusal, a page of another origin reads neither")
    func pages() async throws {
        let friendPort = try LocalSocket.freePort()
        let strangerPort = try LocalSocket.freePort()
        let pages = [friendPort, strangerPort].map { port in
            "server { listen 127.0.0.1:\(port); root @FOLDER@/pages; }"
        }
        let configuration = GuardedConfiguration(
            server: """
                location / {
                    auth_request "/_bearerd/all=read:a";
                    include bearerd_guard.conf;
                    include bearerd_cors.conf;
                    proxy_pass http://@UPSTREAM@;
                }
                """,
            http: pages.joined(separator: "\n"),
            settings: ["CORS_ALLOWED_ORIGINS": "http://127.0.0.1:\(friendPort)"]
        )
        try await withGuardedServer(configuration) { server in
            try await writePage(server)
            let friend = try await dump("http://127.0.0.1:\(friendPort)/page.html", server)
            #expect(friend.contains("good: 200 application"))
            #expect(friend.contains("weak: 403 insufficient_scope Bearer"))
            #expect(friend.contains("none: 401 token_missing Bearer"))
            let stranger = try await dump("http://127.0.0.1:\(strangerPort)/page.html", server)
            for name in ["good", "weak", "none"] { #expect(stranger.contains("\(name): unreadable")) }
        }
    }

    /// Asks with a good token, with one that lacks the scope, and with none, each with a preflight or without.
    private func writePage(_ server: GuardedServer) async throws {
        let good = try await server.deployment.token("--scope", "read:a")
        let weak = try await server.deployment.token()
        let page = """
            <!doctype html><pre id="out"></pre><script>
            async function ask(name, token) {
                try {
                    const headers = token ? { Authorization: "Bearer " + token } : {};
                    const answer = await fetch("http://127.0.0.1:\(server.port)/data", { headers });
                    const text = await answer.text();
                    const code = answer.ok ? "application" : JSON.parse(text).error_code;
                    const challenge = (answer.headers.get("WWW-Authenticate") || "").split(" ")[0];
                    return name + ": " + answer.status + " " + code + " " + challenge + "\\n";
                } catch (error) { return name + ": unreadable\\n"; }
            }
            (async () => {
                let text = "";
                for (const [name, token] of [["good", "\(good)"], ["weak", "\(weak)"], ["none", ""]]) {
                    text += await ask(name, token);
                }
                document.getElementById("out").textContent = text;
            })();
            </script>
            """
        let folder = "\(server.deployment.folder)/pages"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        try page.write(toFile: "\(folder)/page.html", atomically: false, encoding: .utf8)
    }

    /// What the page has become once its scripts have run.
    private func dump(_ url: String, _ server: GuardedServer) async throws -> String {
        let profile = "\(server.deployment.folder)/profile-\(UUID().uuidString.prefix(8))"
        let command = [
            "timeout", "60", "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            "--no-first-run", "--user-data-dir=\(profile)", "--virtual-time-budget=20000", "--dump-dom", url,
        ]
        let program = Program(command: command, environment: ["HOME": server.deployment.folder])
        let result = try await program.run()
        try #require(result.succeeded, "\(result.error)")
        return result.output
    }
}

import Testing

@testable import NginxGuard

@Suite("Where nginx remembers verdicts") struct VerdictCacheUseTests {
    private func findings(_ server: String) -> [String] {
        let text = """
            http {
            server {
            include bearerd_guard_server.conf;
            \(server)
            }
            }
            """
        return GuardCheck(Array(text.utf8)).findings.map { "\($0.line): \($0.description.prefix(40))" }
    }

    @Test(
        "what bearerd would have refused otherwise is found",
        arguments: [
            "include snippets/bearerd_verdicts.conf;",
            "location ^~ /_bearerd/ { internal; fastcgi_cache bearerd_verdicts; fastcgi_pass bearerd; }",
        ]
    )
    func oddNames(remembering: String) {
        #expect(findings(remembering) == [])
        #expect(
            findings("ignore_invalid_headers off;" + remembering) == ["4: with remembered verdicts (bearerd_verdic"]
        )
        #expect(findings("ignore_invalid_headers on;" + remembering) == [])
        #expect(findings("ignore_invalid_headers off;") == [])
        #expect(findings("ignore_invalid_headers off; location / { fastcgi_cache other; }") == [])
    }
}

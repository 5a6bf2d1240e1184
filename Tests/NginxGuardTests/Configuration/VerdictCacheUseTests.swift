import Testing

@testable import NginxGuard

@Suite("Where nginx remembers verdicts") struct VerdictCacheUseTests {
    private func findings(http: String, server: String) -> [String] {
        let text = """
            http {
            \(http)
            server {
            include bearerd_guard_server.conf;
            set $bearerd_verdicts off;
            \(server)
            }
            }
            """
        return GuardCheck(Array(text.utf8)).findings.map { "\($0.line): \($0.description.prefix(40))" }
    }

    private static let zone = "fastcgi_cache_path /run/x keys_zone=bearerd_verdicts:8m;"
    private static let on = "set $bearerd_verdicts bearerd_verdicts;"

    @Test func aServerThatHasNoRoomForThemIsFound() {
        #expect(findings(http: Self.zone, server: Self.on) == [])
        #expect(findings(http: "include snippets/bearerd_verdict_zone.conf;", server: Self.on) == [])
        #expect(findings(http: "", server: "") == [])
        let missing = ["6: include bearerd_verdict_zone.conf; is mi"]
        #expect(findings(http: "", server: Self.on) == missing)
        #expect(findings(http: "fastcgi_cache_path /run/x keys_zone=other:8m;", server: Self.on) == missing)
    }

    @Test func whatBearerdWouldHaveRefusedOtherwiseIsFound() {
        let found = findings(http: Self.zone, server: "ignore_invalid_headers off;" + Self.on)
        #expect(found == ["6: with remembered verdicts (bearerd_verdic"])
        #expect(findings(http: Self.zone, server: "ignore_invalid_headers off;") == [])
        #expect(findings(http: Self.zone, server: "ignore_invalid_headers on;" + Self.on) == [])
    }
}

import JOSE
import Testing

@testable import bearerd

@Suite struct WhyTextTests {
    @Test func itSaysInLinesWhatTheReportSays() {
        let lines = WhyText(
            [
                "kept": true, "settings_read_since": true,
                "refusal": [
                    "time": "2026-11-30T03:00:00Z", "status": 401, "error_code": "token_expired", "method": "GET",
                    "path": "/reports/7", "host": "api.example.com", "remote_addr": "192.0.2.7", "policy": "all=a",
                ],
                "explanation": [
                    "accepted": false, "error_code": "token_expired", "claims": ["sub": "a"],
                    "checks": [
                        ["name": "signature", "outcome": "passed", "finding": "kid is k"],
                        ["name": "expiration", "outcome": "failed", "error_code": "token_expired", "finding": "x"],
                    ],
                ],
            ]
        ).lines
        #expect(
            lines == [
                "refused at 2026-11-30T03:00:00Z: 401 token_expired",
                "request: GET /reports/7 at api.example.com, from 192.0.2.7", "policy: all=a",
                "the settings have been read anew since: what follows is judged by those of now", "claims",
                #"  sub: "a""#,
                "checks", "  pass signature: kid is k", "  FAIL [token_expired] expiration: x",
                "refused: token_expired",
            ]
        )
    }

    @Test func whatAClientSentIsShownAndNotActedOn() {
        let evil: JSONValue = "\u{1b}[2J\n\u{202e}"
        let lines = WhyText(
            [
                "refusal": ["path": evil, "host": evil, "method": evil, "policy": evil, "route": evil, "reason": evil],
                "explanation": ["claims": ["a": evil], "checks": [["name": evil, "finding": evil]], "hints": [evil]],
            ]
        ).lines
        #expect(lines.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
    }
}

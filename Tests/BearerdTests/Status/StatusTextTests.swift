import ArgumentParser
import HTTP
import HTTPTypes
import JOSE
import Logging
import OAuth
import ResourceServer
import TestSupport
import Testing

@testable import bearerd

@Suite struct StatusTextTests {
    @Test func itSaysInLinesWhatTheReportSays() async throws {
        let fixture = try await StateFixture()
        fixture.counts.requests.count(.refused(Refusal(.tokenExpired)), Response(status: .ok), after: .zero)
        fixture.counts.requests.count(.observed(Refusal(.tokenMissing), nil), Response(status: .ok), after: .zero)
        fixture.lines.append("x", .info, to: .requests)
        let lines = StatusText(StatusReport.object(fixture.state)).lines
        #expect(lines[0].hasPrefix("bearerd \(Build.current.version), serving since 20"))
        #expect(lines[0].hasSuffix("(3 h 0 min)"))
        for line in [
            "swift \(Build.current.swift), openssl \(Build.current.openSSL.linked), libcurl \(Build.current.libcurl.linked), hiredis \(Build.current.hiredis)",
            "2 workers, 0 connections", "\(CacheHarness.issuer): 2 keys, fetched 42 s ago",
            #"  kid "k1", RSA, 2048 bits, RS256"#, "https://b.example/: 0 keys, NOT USABLE",
            "verified tokens: 3 of 10000", "used proofs: 4 of 1000000",
            "requests: 0 allowed, 1 refused, 1 observed, 0 misconfigured, 0 answered, 0 rendered",
            "  token_expired: 1", "  token_missing (observed): 1",
            "log lines dropped: 1",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(lines.contains { $0.hasPrefix("  last fetch failed: ") })
    }

    @Test(arguments: [(true, "asked about 3 tokens"), (false, "DOES NOT ANSWER ABOUT TOKENS")])
    func anIssuerThatIsAskedAboutTokensIsToldOf(isAsked: Bool, text: String) {
        let introspection: JSONObject = ["asked": .bool(isAsked), "waiting": 3]
        let lines = StatusText(["issuers": [["issuer": "https://a.example/", "introspection": .object(introspection)]]])
            .lines
        #expect(lines.contains("https://a.example/: 0 keys, \(text)"))
    }

    /// An issuer names its keys.
    @Test func whatOthersWroteIsShownAndNotActedOn() {
        let lines = StatusText(
            [
                "issuers": [
                    ["issuer": "https://a.example/", "last_failure": "a\u{1b}[2J\nb", "keys": [["kid": "\u{1b}[2J\""]]]
                ]
            ]
        ).lines
        #expect(lines.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
        #expect(lines.count == 4)
    }

    @Test(arguments: [
        (0, "0 s"), (119, "119 s"), (120, "2 min"), (7_199, "119 min"), (7_200, "2 h 0 min"), (172_799, "47 h 59 min"),
        (172_800, "2 d 0 h"),
    ])
    func aTimeHasOneUnitOrTwo(seconds: Int64, text: String) {
        #expect(StatusText.time(seconds) == text)
    }
}

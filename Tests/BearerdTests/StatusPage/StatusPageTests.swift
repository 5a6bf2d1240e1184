import HTTP
import HTTPTypes
import JOSE
import Logging
import OAuth
import Testing

@testable import bearerd

@Suite struct StatusPageTests {
    private func page(_ report: JSONObject) -> String { StatusPage(report, []).html }

    @Test func itSaysWhatTheReportSays() async throws {
        let fixture = try await StateFixture()
        let html = page(StatusReport.object(fixture.state))
        for part in [
            "<h1>bearerd \(Build.current.version)</h1>", "Serving for 3 h 0 min with 2 workers",
            "libcurl \(Build.current.libcurl.linked)",
            "kid &quot;k1&quot;, RSA, 2048 bits, RS256", "<td>42 s ago</td>", "<td>https://b.example/</td>",
            "no usable keys", "3 of 10000", "4 of 1000000", "<li>Issuers without usable keys: 1.</li>",
        ] {
            #expect(html.contains(part), "\(part)")
        }
    }

    @Test(arguments: [
        (
            #"{"used_proofs": {"entries": 501, "max_entries": 1000}}"#,
            "The memory of used proofs fills: 501 of 1000."
        ),
        (#"{"log_lines_dropped": 3}"#, "Log lines that nobody took: 3."),
        (#"{"store": {"failure": "x", "deny_list_loaded": true}}"#, "The store is away."),
        (
            #"{"issuers": [{"usable": true, "introspection": {"asked": false}}, {"introspection": {"asked": true}}]}"#,
            "Issuers that do not answer about tokens: 1."
        ),
        (#"{"store": {"deny_list_loaded": false}}"#, "A deny-list cannot be read."),
        (#"{"deny_file": {"failure": "x"}}"#, "A deny-list cannot be read."),
        (#"{"audit_lines_dropped": 3}"#, "Decisions that are missing from AUDIT_LOG: 3."),
        (
            #"{"issuers": [{"issuer": "https://a.example/", "usable": true, "stale": true}]}"#,
            "Issuers that cannot be reached, whose old keys serve: 1."
        ),
        (
            #"{"issuers": [{"certificate_ends_in_seconds": 604799}, {"certificate_ends_in_seconds": 9000}]}"#,
            "Issuers whose certificate ends soon: 2, the first in 2 h 30 min."
        ),
        (
            #"{"issuers": [{"issuer": "https://a.example/", "usable": false, "last_failure": "x"}]}"#,
            "Issuers without usable keys: 1."
        ),
    ])
    func whatIsWrongStandsAtTheTop(report: String, sentence: String) throws {
        let html = page(try JSONObject(parsing: Array(report.utf8)))
        #expect(html.contains("<ul class=\"bad\"><li>\(sentence)</li></ul>"))
        #expect(html.contains("<title>bearerd: look here</title>"))
    }

    @Test(arguments: [
        #"{"used_proofs": {"entries": 500, "max_entries": 1000}, "log_lines_dropped": 0, "audit_lines_dropped": 0}"#,
        // Nobody has needed its keys yet.
        #"{"issuers": [{"issuer": "https://a.example/", "usable": false}]}"#,
        #"{"issuers": [{"issuer": "https://a.example/", "usable": true, "certificate_ends_in_seconds": 604800}]}"#,
    ])
    func whatIsWellIsNoProblem(report: String) throws {
        let html = page(try JSONObject(parsing: Array(report.utf8)))
        #expect(html.contains("Nothing is wrong that bearerd knows of."))
        #expect(html.contains("<title>bearerd</title>"))
    }

    @Test func theStoreAndTheDenyListsAreTold() throws {
        let html = page([
            "store": ["address": "<127.0.0.1>:6379", "since": "x", "deny_list_loaded": true, "deny_list_lines": 7],
            "deny_file": ["entries": 5, "read": "y"],
        ])
        #expect(html.contains("<li>store: &lt;127.0.0.1&gt;:6379, since x</li>"))
        #expect(html.contains("deny-list: 7 lines"))
        #expect(html.contains("deny-list: 5 entries, read y"))
        #expect(html.contains("Nothing is wrong that bearerd knows of."))
        #expect(!page([:]).contains("deny-list"))
    }

    @Test func issuersWithTroubleStandFirstAndOfManyTheRestIsCounted() throws {
        var issuers = (0..<200).map { number -> JSONValue in ["issuer": .string("https://i\(number).example/")] }
        issuers[150] = ["issuer": "https://broken.example/", "usable": false, "last_failure": "x"]
        let html = page(["issuers": .array(issuers)])
        let broken = try #require(html.firstRange(of: "https://broken.example/"))
        let first = try #require(html.firstRange(of: "https://i0.example/"))
        #expect(broken.lowerBound < first.lowerBound)
        #expect(html.contains("And 100 more"))
        #expect(html.split(separator: "<tr><td>https://").count == StatusPage.mostIssuers + 1)
    }

    /// Issuers name their keys, and what they answer may be in a reason.
    @Test func whatOthersWroteIsText() {
        let evil = "<script>alert(1)</script>\"'"
        let html = page([
            "version": .string(evil),
            "issuers": [
                ["issuer": .string(evil), "last_failure": .string(evil), "keys": [["kid": .string(evil)]]]
            ],
        ])
        #expect(!html.contains("<script"))
        #expect(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    }

    @Test func itMayLoadNothing() {
        let response = StatusPage([:], []).response
        let policy = response.headerFields[.contentSecurityPolicy] ?? ""
        #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
        #expect(!policy.contains("unsafe") && !policy.contains("script-src"))
        #expect(response.headerFields[.cacheControl] == "no-store")
    }

    @Test(arguments: [
        (0.000_025, "25 µs"), (0.0005, "500 µs"), (0.0025, "2.5 ms"), (0.25, "250 ms"), (5, "5 s"), (0, "0 µs"),
    ])
    func timesAreReadable(seconds: Double, text: String) {
        #expect(StatusPage.time(seconds) == text)
    }
}

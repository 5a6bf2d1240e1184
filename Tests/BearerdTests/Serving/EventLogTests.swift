import FastCGI
import HTTP
import HTTPTypes
import JOSE
import Logging
import Testing

@testable import JWKS
@testable import OAuth
@testable import bearerd

@Suite struct EventLogTests {
    private let lines = LogLines()

    @Test(arguments: [Response.contentTooLarge, .badRequest, .serviceUnavailable])
    func aRequestThatNoHandlerHasSeenHasItsLine(response: Response) throws {
        let request = Request(method: .post, target: "/a?secret=x", metaVariables: ["REQUEST_ID": "0123"])
        lines.events().log(.refused(request, response))
        let line = try lines.only()
        #expect(line["level"] == "info")
        #expect(line["message"] == "request answered")
        #expect(line["method"] == "POST")
        #expect(line["path"] == "/a")
        #expect(line["status"] == .integer(Int64(response.status.code)))
        #expect(line["request_id"] == "0123")
        #expect(line["duration_ms"] != nil)
        #expect(!lines.all[0].contains("secret"))
    }

    @Test func whatItsClientSentIsEscapedAndBounded() throws {
        let strange = "http://\"\n\u{1b}[2J\u{202e}" + String(repeating: "x", count: 100_000)
        let method = try #require(HTTPRequest.Method(rawValue: String(repeating: "M", count: 100_000)))
        let request = Request(method: method, target: strange, metaVariables: ["REQUEST_ID": strange])
        lines.events().log(.refused(request, .badRequest))
        _ = try lines.only()
        #expect(lines.all[0].utf8.count < 2_000)
        #expect(lines.all[0].utf8.dropLast().allSatisfy { (0x20...0x7E).contains($0) })
    }

    @Test func aClaimThatNoTokenHasIsAWarning() throws {
        lines.events().log(unseen: ClaimPath(claim: "s.c"), of: "https://a.example/")
        let line = try lines.only()
        #expect(line["level"] == "warning")
        #expect(line["claim"] == #"s\.c"#)
        #expect(line["iss"] == "https://a.example/")
    }

    @Test func itIsLeftOutWhereRefusalsAre() {
        lines.events(.notice).log(.refused(Request(target: "/"), .badRequest))
        #expect(lines.all.isEmpty)
    }

    @Test(arguments: [(1, 1), (999, 1), (1_001, 2)])
    func theTimeToWaitIsTheOneThatClientsAreTold(milliseconds: Int, seconds: Int64) throws {
        let kind = JWKSEvent.Kind.fetchFailed(reason: "x", retryAfter: .milliseconds(milliseconds))
        lines.events().log(JWKSEvent(issuer: "https://a.example/", kind: kind))
        #expect(try lines.only()["retry_after_s"] == .integer(seconds))
    }

    @Test func whatTheServerTellsIsCounted() {
        let counts = ProcessRecord.Counts(
            requests: RequestCounts(workers: 1, routes: []),
            fetches: FetchCounts(issuers: ["https://a.example/"])
        )
        var events = EventLog(logger: lines.logger(), accessLog: lines.accessLog(counts: counts.requests))
        events.counts = counts
        events.log(.missingParameter)
        events.log(.refused(Request(target: "/"), .contentTooLarge))
        events.log(JWKSEvent(issuer: "https://a.example/", kind: .fetched(keyCount: 1, freshFor: .seconds(1))))
        #expect(counts.requests.count(of: .missingParameter) == 1)
        #expect(counts.requests.rows([]).map(\.outcome.status) == [413])
        #expect(counts.fetches.fetches(of: "https://a.example/").succeeded == 1)
    }

    @Test func whatAClientCanCauseIsNotLoggedWithoutLimit() {
        let events = lines.events()
        for _ in 0..<2_000 { events.log(.ambiguousParameter) }
        let own = lines.all.count { $0.contains("the name of a parameter") }
        #expect((100..<2_000).contains(own))
    }
}

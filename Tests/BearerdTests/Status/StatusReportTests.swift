import ArgumentParser
import HTTP
import HTTPTypes
import JOSE
import OAuth
import ResourceServer
import TestSupport
import Testing

@testable import bearerd

@Suite struct StatusReportTests {
    @Test func itTellsOfTheProcessItsIssuersAndWhatBecameOfRequests() async throws {
        let fixture = try await StateFixture()
        for code in [TokenValidationError.tokenExpired, .tokenExpired, .tokenMissing] {
            fixture.counts.requests.count(.refused(Refusal(code)), Response(status: .ok), after: .zero)
        }
        let observed = AccessDecision.observed(Refusal(.bearerNotAllowed), nil)
        fixture.counts.requests.count(observed, Response(status: .ok), after: .zero)
        fixture.counts.requests.count(.allowed(nil), Response(status: .ok), after: .zero)
        let report = StatusReport.object(fixture.state)
        #expect(report["version"] == .string(Build.current.version))
        #expect(report["build"]?.objectValue?["openssl"] == .string(Build.current.openSSL.linked))
        #expect(report["uptime_seconds"]?.integerValue.map { (10_800..<10_900).contains($0) } == true)
        #expect(report["verified_tokens"] == ["entries": 3, "max_entries": 10_000])
        #expect(report["used_proofs"] == ["entries": 4, "max_entries": 1_000_000])
        #expect(
            report["requests"] == [
                "allowed": 1, "refused": 3, "observed": 1, "misconfigured": 0, "answered": 0, "rendered": 0,
                "by_error_code": ["token_expired": 2, "token_missing": 1],
                "observed_by_error_code": ["bearer_not_allowed": 1],
            ]
        )
        let issuers = (report["issuers"]?.arrayValue ?? []).compactMap(\.objectValue)
        try #require(issuers.count == 2)
        #expect(issuers.map { $0["usable"] } == [true, false])
        #expect(issuers[0]["keys_age_seconds"] == 42)
        #expect(
            issuers[0]["keys"]?.arrayValue?.first == ["kid": "k1", "kty": "RSA", "alg": "RS256", "bits": 2_048]
        )
        #expect(issuers[1]["last_failure"]?.stringValue?.contains("refused") == true)
        #expect(issuers[1]["keys"] == [])
    }

    @Test func withoutCountsThereAreNone() async throws {
        let report = StatusReport.object(try await StateFixture(isCounting: false).state)
        #expect(report["requests"] == nil)
        #expect(report["issuers"] != nil)
    }
}

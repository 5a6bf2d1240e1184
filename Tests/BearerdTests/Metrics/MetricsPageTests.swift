import ArgumentParser
import FoundationEssentials
import HTTP
import HTTPTypes
import Logging
import OAuth
import ResourceServer
import TestSupport
import Testing

@testable import JWKS
@testable import bearerd

@Suite struct MetricsPageTests {
    private func lines(_ fixture: StateFixture) -> [String] {
        String(decoding: MetricsPage.text(fixture.state, fixture.counts), as: UTF8.self).split(separator: "\n").map(
            String.init
        )
    }

    @Test func itTellsOfRequestsIssuersMemoryLogAndProcess() async throws {
        let fixture = try await StateFixture(policies: ["all=read:a"])
        var response = Response(status: .ok)
        response.route = "/api/private"
        fixture.counts.requests.count(.allowed(nil), response, after: .microseconds(20))
        response.route = nil
        response.location = 0
        fixture.counts.requests.count(.refused(Refusal(.tokenExpired)), response, after: .microseconds(20))
        fixture.counts.requests.count(.overloaded)
        fixture.counts.requests.count(.unloggedRefusal)
        let issuer = CacheHarness.issuer
        fixture.counts.fetches.count(JWKSEvent(issuer: issuer, kind: .fetched(keyCount: 2, freshFor: .seconds(1))))
        _ = try await fixture.counts.fetches.timed { _ in FetchedDocument(body: [], certificateExpiry: 1_800_000_000) }(
            DocumentRequest(kind: .keySet, issuer: issuer, url: issuer, onlyPublicAddresses: false)
        )
        fixture.lines.append("x", .info, to: .requests)
        let lines = lines(fixture)
        let expected = [
            #"bearerd_requests_total{outcome="allowed",error_code="",status="",route="/api/private",policy=""} 1"#,
            #"bearerd_requests_total{outcome="refused",error_code="token_expired",status="401",route="","#
                + #"policy="all=read:a"} 1"#,
            #"bearerd_judgement_duration_seconds_count{outcome="refused"} 1"#,
            #"bearerd_requests_waiting 0"#, #"bearerd_server_events_total{event="overloaded"} 1"#,
            #"bearerd_connections 0"#, #"bearerd_requests_kept_bytes 0"#,
            #"bearerd_issuer_keys{issuer="\#(issuer)"} 2"#, #"bearerd_issuer_keys{issuer="https://b.example/"} 0"#,
            #"bearerd_issuer_keys_age_seconds{issuer="\#(issuer)"} 42"#,
            #"bearerd_issuer_keys_stale{issuer="\#(issuer)"} 0"#,
            #"bearerd_issuer_last_fetch_failed{issuer="\#(issuer)"} 0"#,
            #"bearerd_issuer_last_fetch_failed{issuer="https://b.example/"} 1"#,
            #"bearerd_issuer_fetches_total{issuer="\#(issuer)",outcome="succeeded"} 1"#,
            #"bearerd_issuer_fetches_total{issuer="\#(issuer)",outcome="failed"} 0"#,
            #"bearerd_issuer_certificate_expiry_timestamp_seconds{issuer="\#(issuer)"} 1800000000"#,
            #"bearerd_fetch_duration_seconds_count{outcome="succeeded"} 1"#,
            #"bearerd_token_cache_entries 3"#, #"bearerd_token_cache_max_entries 10000"#,
            #"bearerd_replay_memory_entries 4"#, #"bearerd_replay_memory_max_entries 1000000"#,
            #"bearerd_log_lines_dropped_total{level="info"} 1"#, #"bearerd_log_lines_dropped_total{level="error"} 0"#,
            #"bearerd_refusals_unlogged_total 1"#,
            Self.buildLine, #"bearerd_workers 2"#,
            "process_start_time_seconds \(Int(fixture.state.process.started.timeIntervalSince1970))",
        ]
        for line in expected { #expect(lines.contains(line), "\(line)") }
        #expect(!lines.contains { $0.hasPrefix(#"bearerd_issuer_keys_age_seconds{issuer="https://b.example/"}"#) })
    }

    private static let buildLine: String = {
        let build = Build.current
        let libraries =
            #"swift="\#(build.swift)",openssl="\#(build.openSSL.linked)",libcurl="\#(build.libcurl.linked)",hiredis="\#(build.hiredis)""#
        return #"bearerd_build_info{version="\#(build.version)",commit="\#(build.commit ?? "")",\#(libraries)} 1"#
    }()

    /// Whoever names an issuer may write what Prometheus would take for the end of the name.
    @Test func aNameStaysWithinItsQuotes() async throws {
        let fixture = try await StateFixture(failing: "https://b.example/\"\\\n/")
        let lines = lines(fixture)
        #expect(lines.contains(#"bearerd_issuer_keys{issuer="https://b.example/\"\\\n/"} 0"#))
        #expect(
            lines.allSatisfy {
                $0.hasPrefix("#") || $0.contains(/^[a-z_]+(\{([a-z_]+="([^"\\]|\\[\\"n])*",?)*\})? [0-9.]+$/)
            }
        )
    }

    @Test func noSeriesIsThereTwice() async throws {
        let fixture = try await StateFixture()
        for outcome in RequestOutcome.all {
            guard let code = outcome.code else { continue }
            let refused = AccessDecision.refused(Refusal(TokenValidationError(code)))
            fixture.counts.requests.count(refused, Response(status: .ok), after: .zero)
        }
        let series = lines(fixture).filter { !$0.hasPrefix("#") }.compactMap { $0.split(separator: " ").first }
        #expect(Set(series).count == series.count)
        let families = lines(fixture).filter { $0.hasPrefix("# TYPE") }
        #expect(Set(families).count == families.count)
    }
}

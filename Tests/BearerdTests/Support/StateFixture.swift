import FoundationEssentials
import Logging
import OAuth
import TestSupport

@testable import JWKS
@testable import NginxGuard
@testable import bearerd

/// What a process of three hours knows of itself, with an issuer that has keys and one that has none.
struct StateFixture {
    let harness = CacheHarness()
    let lines = LogQueue(requests: 0)
    let counts: ProcessRecord.Counts
    let state: ProcessState

    // `failing` is the issuer that has none.
    init(failing: String = "https://b.example/", policies: [String] = [], isCounting: Bool = true) async throws {
        let good = harness.keys(serving: "k1", "k2")
        harness.scripted.fail(failing + "jwks")
        let bad = harness.cache.keys(of: failing, from: .jwksURI(failing + "jwks"))
        let counts = ProcessRecord.Counts(
            requests: RequestCounts(workers: 1, routes: ["/api/private"]),
            fetches: FetchCounts(issuers: [CacheHarness.issuer, failing])
        )
        self.counts = counts
        _ = try await good.refreshed(for: nil)
        _ = try? await bad.refreshed(for: nil)
        harness.advance(by: .seconds(42))
        let process = ProcessRecord(
            started: Date(timeIntervalSinceNow: -3 * 3_600),
            workers: 2,
            counts: isCounting ? counts : nil
        )
        for policy in policies { _ = process.locations.number(of: policy) }
        state = ProcessState(
            process: process,
            issuers: [good, bad],
            verifiedTokens: { ProcessState.Fill(entries: 3, most: 10_000) },
            usedProofs: { ProcessState.Fill(entries: 4, most: 1_000_000) },
            lines: lines,
            why: WhyReport(
                memory: process.refusals,
                validator: AccessTokenValidator(policies: [], cache: harness.cache),
                dpop: try SettingFixtures.settings().dpop,
                certificates: .allowed,
                reading: 0
            )
        )
    }
}

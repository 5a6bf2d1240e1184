import FoundationEssentials
import TestSupport
import Testing

@testable import JWKS
@testable import bearerd

@Suite struct FetchCountsTests {
    private let counts = FetchCounts(issuers: ["https://a.example/"]) { Date(timeIntervalSince1970: 1_700_000_000.9) }

    private func count(_ kind: JWKSEvent.Kind, of issuer: String = "https://a.example/") {
        counts.count(JWKSEvent(issuer: issuer, kind: kind))
    }

    @Test func fetchesAreCountedByWhatBecameOfThem() {
        count(.fetched(keyCount: 1, freshFor: .seconds(1)))
        count(.fetchFailed(reason: "x", retryAfter: .seconds(1)))
        count(.metadataMissing(reason: "x", retryAfter: .seconds(1)))
        count(.lapsed)
        let fetches = counts.fetches(of: "https://a.example/")
        #expect(fetches == FetchCounts.OfIssuer(succeeded: 1, failed: 2, lastFailure: 1_700_000_000))
    }

    @Test func underOtherSettingsWhatWasCountedStays() {
        count(.fetched(keyCount: 1, freshFor: .seconds(1)))
        counts.keep(only: ["https://a.example/", "https://b.example/"])
        count(.fetched(keyCount: 1, freshFor: .seconds(1)))
        count(.fetched(keyCount: 1, freshFor: .seconds(1)), of: "https://b.example/")
        #expect(counts.fetches(of: "https://a.example/").succeeded == 2)
        #expect(counts.fetches(of: "https://b.example/").succeeded == 1)
        counts.keep(only: ["https://b.example/"])
        #expect(counts.fetches(of: "https://a.example/").succeeded == 0)
    }

    @Test func anIssuerThatIsNotConfiguredIsNotCounted() {
        count(.fetched(keyCount: 1, freshFor: .seconds(1)), of: "https://b.example/")
        #expect(counts.fetches(of: "https://b.example/") == FetchCounts.OfIssuer())
    }

    private func request(_ url: String) -> DocumentRequest {
        DocumentRequest(kind: .keySet, issuer: "https://a.example/", url: url, onlyPublicAddresses: false)
    }

    @Test func theFirstCertificateToEndIsKept() async throws {
        func fetched(_ kind: DocumentRequest.Kind, of issuer: String = "https://a.example/", until expiry: Int?)
            async throws
        {
            let fetch = counts.timed { _ in FetchedDocument(body: [], certificateExpiry: expiry) }
            _ = try await fetch(
                DocumentRequest(kind: kind, issuer: issuer, url: "https://a.example/x", onlyPublicAddresses: false)
            )
        }
        try await fetched(.discovery, until: 2_000)
        #expect(counts.fetches(of: "https://a.example/").certificateExpiry == 2_000)
        try await fetched(.keySet, until: 1_000)
        #expect(counts.fetches(of: "https://a.example/").certificateExpiry == 1_000)
        try await fetched(.keySet, until: 3_000)
        #expect(counts.fetches(of: "https://a.example/").certificateExpiry == 2_000)
        try await fetched(.discovery, until: nil)
        #expect(counts.fetches(of: "https://a.example/").certificateExpiry == 3_000)
        try await fetched(.discovery, of: "https://b.example/", until: 1)
        #expect(counts.fetches(of: "https://b.example/") == FetchCounts.OfIssuer())
    }

    @Test func whatIsFetchedIsTimed() async throws {
        let issuer = ScriptedIssuer()
        issuer.answer("https://a.example/jwks", "{}")
        issuer.fail("https://a.example/other")
        let fetch = counts.timed(issuer.fetch)
        _ = try await fetch(request("https://a.example/jwks"))
        await #expect(throws: (any Error).self) {
            try await fetch(request("https://a.example/other"))
        }
        #expect(counts.durations(failed: false).buckets.reduce(0, +) == 1)
        #expect(counts.durations(failed: true).buckets.reduce(0, +) == 1)
    }
}

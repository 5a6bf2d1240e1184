import Dispatch
import FoundationEssentials
import TestSupport
import Testing

@testable import JWKS

/// A cache whose last good keys outlive it.
@Suite(.timeLimit(.minutes(10))) struct JWKSCacheStoreTests {
    private func configuration(_ directory: String) -> JWKSCacheConfiguration {
        var configuration = JWKSCacheConfiguration()
        configuration.directory = directory
        return configuration
    }

    /// A process that fetched the key "a" and ended.
    private func runEarlierProcess(in directory: String) async throws {
        let harness = CacheHarness(configuration(directory))
        // The store is written after the answer, and before the lane takes the next fetch.
        let keys = harness.keys(serving: "a")
        _ = try await keys.refreshed(for: "a")
        await harness.lanesAreFree()
    }

    /// A process that starts `seconds` later, with an issuer that is down.
    private func laterHarness(_ directory: String, after duration: Duration) -> CacheHarness {
        let harness = CacheHarness(configuration(directory))
        harness.scripted.fail(CacheHarness.jwksURI)
        harness.time.advance(by: duration)
        return harness
    }

    private func keys(_ harness: CacheHarness) -> IssuerKeys {
        harness.cache.keys(of: CacheHarness.issuer, from: .jwksURI(CacheHarness.jwksURI))
    }

    @Test func aRestartSurvivesAnIssuerThatIsDown() async throws {
        try await TemporaryDirectory.with { directory in
            try await runEarlierProcess(in: directory)
            let harness = laterHarness(directory, after: .seconds(3600))
            let keys = keys(harness)
            #expect(CacheHarness.keyIDs(try await keys.refreshed(for: "a")) == ["a"])
            harness.settle()
            #expect(keys.status().age == .seconds(3600))
            #expect(keys.status().isStale)
            #expect(harness.log.kinds.last == .restored(age: .seconds(3600)))
        }
    }

    @Test func storedKeysPastTheirLifetimeDoNotServeBeforeTheIssuerWasAsked() async throws {
        try await TemporaryDirectory.with { directory in
            try await runEarlierProcess(in: directory)
            let harness = laterHarness(directory, after: .seconds(300))
            harness.serve(["b"])
            let gate = harness.scripted.hold(CacheHarness.jwksURI)
            let keys = keys(harness)
            let request = Task { try await keys.refreshed(for: "a") }
            await harness.isWaiting(for: keys)
            #expect(keys.snapshot() == nil)
            gate.signal()
            #expect(CacheHarness.keyIDs(try await request.value) == ["b"])
        }
    }

    @Test func freshStoredKeysServeAtOnce() async throws {
        try await TemporaryDirectory.with { directory in
            try await runEarlierProcess(in: directory)
            let harness = laterHarness(directory, after: .seconds(299))
            let gate = harness.scripted.hold(CacheHarness.jwksURI)
            let keys = keys(harness)
            #expect(CacheHarness.keyIDs(try await keys.refreshed(for: "a")) == ["a"])
            #expect(!keys.status().isStale)
            gate.signal()
            await harness.log.nextFailure()
        }
    }

    @Test func storedKeysLapseWithTheirAge() async throws {
        try await TemporaryDirectory.with { directory in
            try await runEarlierProcess(in: directory)
            let harness = laterHarness(directory, after: .seconds(86_700))
            let keys = keys(harness)
            await #expect(throws: KeysUnavailable.self) { try await keys.refreshed(for: "a") }
        }
    }

    @Test func aBrokenStoreIsReportedAndNotFatal() async throws {
        try await TemporaryDirectory.with { directory in
            try await runEarlierProcess(in: directory)
            for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
                try Data("{".utf8).write(to: URL(filePath: "\(directory)/\(name)"))
            }
            let harness = CacheHarness(configuration(directory))
            let keys = harness.keys(serving: "b")
            #expect(try await keys.refreshed(for: "b").contains("b"))
            await harness.log.next { if case .storeFailed = $0.kind { true } else { false } }
        }
    }

    @Test func aDirectoryThatCannotBeWrittenIsReportedAndNotFatal() async throws {
        let harness = CacheHarness(configuration("/proc/nowhere"))
        let keys = harness.keys(serving: "a")
        #expect(try await keys.refreshed(for: "a").contains("a"))
        await harness.log.next { if case .storeFailed = $0.kind { true } else { false } }
    }

    @Test func keysOfAFileAreNotStored() async throws {
        try await TemporaryDirectory.with { directory in
            try Data(KeyFixtures.set("a").utf8).write(to: URL(filePath: "\(directory)/jwks.json"))
            let harness = CacheHarness(configuration(directory))
            let keys = harness.cache.keys(of: CacheHarness.issuer, from: .jwksFile(path: "\(directory)/jwks.json"))
            #expect(try await keys.refreshed(for: "a").contains("a"))
            await harness.lanesAreFree()
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == ["jwks.json"])
        }
    }
}

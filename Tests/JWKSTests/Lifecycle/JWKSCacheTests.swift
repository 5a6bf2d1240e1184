import Dispatch
import JOSE
import TestSupport
import Synchronization
import Testing

@testable import JWKS

@Suite(.timeLimit(.minutes(10))) struct JWKSCacheTests {
    // MARK: The first fetch

    @Test func nothingIsFetchedBeforeItIsNeeded() {
        let harness = CacheHarness()
        let keys = harness.keys(serving: "a")
        harness.settle()
        #expect(harness.scripted.count == 0)
        #expect(keys.snapshot() == nil)
        #expect(harness.time.timerCount == 0)
    }

    @Test func theFirstNeedFetchesAndFurtherOnesDoNot() async throws {
        let harness = CacheHarness()
        let keys = harness.keys(serving: "a", "b")
        let snapshot = try await keys.refreshed(for: "a")
        #expect(CacheHarness.keyIDs(snapshot) == ["a", "b"])
        #expect(CacheHarness.keyIDs(keys.snapshot()) == ["a", "b"])
        _ = try await keys.refreshed(for: "b")
        #expect(harness.scripted.count == 1)
    }

    @Test func aFetchBelongsToTheTraceOfTheRequestThatCausesIt() async throws {
        let traces = Mutex<[String?]>([])
        let time = ManualClock()
        let cache = JWKSCache(
            KeyCacheContext(
                configuration: JWKSCacheConfiguration(),
                fetchDocument: { request in
                    traces.withLock { $0.append(request.traceparent) }
                    return FetchedDocument(body: Array(#"{"keys":[\#(KeyFixtures.key("a"))]}"#.utf8))
                },
                clock: time.clock,
                jitter: { 0 },
                onEvent: { _ in }
            )
        )
        let caused = cache.keys(of: CacheHarness.issuer, from: .jwksURI(CacheHarness.jwksURI))
        let other = cache.keys(of: "https://other.example/", from: .jwksURI("https://other.example/jwks"))
        try await FetchTrace.$current.withValue("00-a-b-01") { _ = try await caused.refreshed(for: "a") }
        _ = try await other.refreshed(for: "a")
        #expect(traces.withLock(\.self) == ["00-a-b-01", nil])
    }

    @Test func prefetchFetchesWithoutARequest() async {
        let harness = CacheHarness()
        let keys = harness.keys(serving: "a")
        keys.prefetch()
        keys.prefetch()
        await harness.log.nextFetched()
        #expect(CacheHarness.keyIDs(keys.snapshot()) == ["a"])
        #expect(harness.scripted.count == 1)
    }

    @Test func oneFetchServesAllWhoWait() async throws {
        let harness = CacheHarness()
        let gate = harness.scripted.hold(CacheHarness.jwksURI)
        let keys = harness.keys(serving: "a")
        try await withThrowingTaskGroup(of: KeySnapshot.self) { group in
            for _ in 0..<64 { group.addTask { try await keys.refreshed(for: "a") } }
            gate.signal()
            for try await snapshot in group { #expect(CacheHarness.keyIDs(snapshot) == ["a"]) }
        }
        #expect(harness.scripted.count == 1)
    }

    @Test func theSameIssuerAndSourceShareTheirKeys() {
        let harness = CacheHarness()
        let first = harness.cache.keys(of: "https://a.example/", from: .discovery)
        #expect(harness.cache.keys(of: "https://a.example/", from: .discovery) === first)
        #expect(harness.cache.keys(of: "https://a.example/", from: .jwksURI("https://a.example/jwks")) !== first)
        #expect(harness.cache.keys(of: "https://b.example/", from: .discovery) !== first)
    }

    @Test func issuersWhoseNamesLookAlikeShareNothing() {
        let harness = CacheHarness()
        let first = harness.cache.keys(of: "https://\u{212A}.example/", from: .discovery)
        #expect(harness.cache.keys(of: "https://K.example/", from: .discovery) !== first)
        let file = harness.cache.keys(of: "https://a.example/", from: .jwksFile(path: "/caf\u{E9}"))
        #expect(harness.cache.keys(of: "https://a.example/", from: .jwksFile(path: "/cafe\u{301}")) !== file)
    }

    @Test func keysThatNobodyHoldsAreForgotten() async throws {
        let harness = CacheHarness()
        var keys: IssuerKeys? = harness.keys(serving: "a")
        weak let held = keys
        _ = try await keys?.refreshed(for: "a")
        keys = nil
        // The fetch lets go of them last.
        while held != nil, !Task.isCancelled { await Task.yield() }
        #expect(held == nil)
    }

    // MARK: Refresh by timer

    @Test func keysAreRefreshedAtFourFifthsOfTheirLifetimeWithoutTraffic() async throws {
        let harness = CacheHarness()
        let keys = harness.keys(serving: "a")
        _ = try await keys.refreshed(for: "a")
        harness.serve(["b"])
        harness.advance(by: .milliseconds(239_999))
        #expect(harness.scripted.count == 1)
        await harness.log.nextFetched()
        harness.advance(by: .milliseconds(1))
        await harness.log.nextFetched()
        #expect(harness.scripted.count == 2)
        #expect(CacheHarness.keyIDs(keys.snapshot()) == ["b"])
    }

    @Test func theGenerationChangesWithTheContentAlone() async throws {
        let harness = CacheHarness()
        let keys = harness.keys(serving: "a")
        let first = try await keys.refreshed(for: "a").generation
        await harness.log.nextFetched()
        harness.advance(by: .seconds(240))
        await harness.log.nextFetched()
        #expect(keys.snapshot()?.generation == first)
        harness.serve(["a", "b"])
        harness.advance(by: .seconds(240))
        await harness.log.nextFetched()
        #expect(keys.snapshot()?.generation != first)
    }

    @Test func aShortMaxAgeBringsTheRefreshForward() async throws {
        let harness = CacheHarness()
        harness.scripted.answer(CacheHarness.jwksURI, KeyFixtures.set("a"), maxAge: .seconds(100))
        let keys = harness.cache.keys(of: CacheHarness.issuer, from: .jwksURI(CacheHarness.jwksURI))
        _ = try await keys.refreshed(for: "a")
        #expect(harness.log.kinds == [.fetched(keyCount: 1, freshFor: .seconds(100))])
    }

    // MARK: Failure

    @Test func withoutKeysAFailedFetchIsToldWithTheTimeOfTheNext() async {
        let harness = CacheHarness()
        harness.scripted.fail(CacheHarness.jwksURI)
        let keys = harness.cache.keys(of: CacheHarness.issuer, from: .jwksURI(CacheHarness.jwksURI))
        let expected = KeysUnavailable(
            reason: "GET https://issuer.example/jwks: connection refused",
            retryAfter: .seconds(1)
        )
        await #expect(throws: expected) { try await keys.refreshed(for: "a") }
        // Backing off: told again, without a fetch.
        await #expect(throws: expected) { try await keys.refreshed(for: nil) }
        #expect(harness.scripted.count == 1)
        #expect(keys.status().lastFailure == expected.reason)
        #expect(!keys.status().isUsable)
    }

    @Test func aFailedFetchIsTriedAgainWithoutTraffic() async {
        let harness = CacheHarness()
        harness.scripted.fail(CacheHarness.jwksURI)
        let keys = harness.cache.keys(of: CacheHarness.issuer, from: .jwksURI(CacheHarness.jwksURI))
        keys.prefetch()
        await harness.log.nextFailure()
        harness.advance(by: .seconds(1))
        await harness.log.nextFailure()
        harness.serve(["a"])
        harness.advance(by: .seconds(2))
        await harness.log.nextFetched()
        #expect(CacheHarness.keyIDs(keys.snapshot()) == ["a"])
        #expect(keys.status().lastFailure == nil)
    }

    @Test func staleKeysServeUntilTheyLapse() async throws {
        let harness = CacheHarness()
        let keys = harness.keys(serving: "a")
        _ = try await keys.refreshed(for: "a")
        harness.scripted.fail(CacheHarness.jwksURI)
        harness.advance(by: .seconds(240))
        await harness.log.nextFailure()
        #expect(
            keys.status()
                == KeyStatus(isUsable: true, age: .seconds(240), isStale: false, lastFailure: keys.status().lastFailure)
        )
        harness.advance(by: .seconds(60))
        await harness.log.nextFailure()
        #expect(keys.status().isStale)
        #expect(keys.snapshot() != nil)
        harness.advance(by: .seconds(86_400))
        await harness.log.next { $0.kind == .lapsed }
        #expect(keys.snapshot() == nil)
        await #expect(throws: KeysUnavailable.self) { try await keys.refreshed(for: "a") }
    }

    @Test func anUnknownKeyIsNoFaultOfTheTokenWhileTheIssuerCannotBeReached() async throws {
        let harness = CacheHarness()
        let keys = harness.keys(serving: "a")
        _ = try await keys.refreshed(for: "a")
        harness.scripted.fail(CacheHarness.jwksURI)
        await #expect(throws: KeysUnavailable.self) { try await keys.refreshed(for: "b") }
        await #expect(throws: KeysUnavailable.self) { try await keys.refreshed(for: "b") }
        #expect(try await keys.refreshed(for: "a").contains("a"))
        #expect(harness.scripted.count == 2)
    }

    @Test(arguments: [#"{"keys":[]}"#, "<html>", "", #"{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}"#, #"{"keys":{}}"#])
    func aSetWithoutUsableKeysIsAFailedFetch(document: String) async throws {
        let harness = CacheHarness()
        let keys = harness.keys(serving: "a")
        _ = try await keys.refreshed(for: "a")
        harness.scripted.answer(CacheHarness.jwksURI, document)
        harness.advance(by: .seconds(240))
        await harness.log.nextFailure()
        #expect(CacheHarness.keyIDs(keys.snapshot()) == ["a"])
    }

    @Test func oneBrokenKeyIsReportedOnceAndTheOthersServe() async throws {
        let harness = CacheHarness()
        let broken = #"{"kty":"RSA","kid":"broken","e":"AQAB"}"#
        harness.scripted.answer(CacheHarness.jwksURI, #"{"keys":[\#(broken),\#(KeyFixtures.key("a"))]}"#)
        let keys = harness.cache.keys(of: CacheHarness.issuer, from: .jwksURI(CacheHarness.jwksURI))
        #expect(CacheHarness.keyIDs(try await keys.refreshed(for: "a")) == ["a"])
        await harness.log.nextFetched()
        harness.advance(by: .seconds(240))
        await harness.log.nextFetched()
        let omitted = harness.log.kinds.filter { if case .keyOmitted = $0 { true } else { false } }
        #expect(omitted == [.keyOmitted(index: 0, keyID: "broken", reason: "The key has no n.")])
    }

    // MARK: Bounds

    @Test func aSlowIssuerHoldsUpNoOther() async throws {
        let harness = CacheHarness()
        let gate = harness.scripted.hold("https://slow.example/jwks")
        let slow = harness.cache.keys(of: "https://slow.example/", from: .jwksURI("https://slow.example/jwks"))
        slow.prefetch()
        for number in 0..<20 {
            let url = "https://\(number).example/jwks"
            harness.scripted.answer(url, KeyFixtures.set("a"))
            let keys = harness.cache.keys(of: "https://\(number).example/", from: .jwksURI(url))
            #expect(try await keys.refreshed(for: "a").contains("a"))
        }
        gate.signal()
        await harness.log.nextFailure()
    }

    @Test func requestsGoBeforeRefreshesThatNobodyWaitsFor() async throws {
        var configuration = JWKSCacheConfiguration()
        configuration.concurrentFetches = 1
        let harness = CacheHarness(configuration)
        let urls = (0..<3).map { "https://\($0).example/jwks" }
        let issuers = urls.map { harness.cache.keys(of: $0, from: .jwksURI($0)) }
        for url in urls { harness.scripted.answer(url, KeyFixtures.set("a")) }
        let gate = harness.scripted.hold(urls[0])
        for issuer in issuers { issuer.prefetch() }
        harness.settle()
        let request = Task { try await issuers[2].refreshed(for: "a") }
        await harness.isWaiting(for: issuers[2])
        gate.signal()
        _ = try await request.value
        await harness.log.nextFetched(issuer: urls[1])
        #expect(harness.log.events.map(\.issuer) == [urls[0], urls[2], urls[1]])
    }

    @Test func nobodyWaitsLongerThanAllowed() async throws {
        let harness = CacheHarness()
        let gate = harness.scripted.hold(CacheHarness.jwksURI)
        let keys = harness.keys(serving: "a")
        let request = Task { try await keys.refreshed(for: "a") }
        await harness.isWaiting(for: keys)
        harness.advance(by: .seconds(10))
        let refusal = KeysUnavailable(reason: "The keys took too long to come.", retryAfter: .seconds(1))
        await #expect(throws: refusal) { try await request.value }
        gate.signal()
        await harness.log.nextFetched()
        #expect(CacheHarness.keyIDs(keys.snapshot()) == ["a"])
    }

    @Test func aCancelledRequestWaitsNoLonger() async throws {
        let harness = CacheHarness()
        let gate = harness.scripted.hold(CacheHarness.jwksURI)
        let keys = harness.keys(serving: "a")
        let request = Task { try await keys.refreshed(for: "a") }
        await harness.isWaiting(for: keys)
        request.cancel()
        let refusal = KeysUnavailable(reason: "The request was cancelled.", retryAfter: .seconds(1))
        await #expect(throws: refusal) { try await request.value }
        harness.settle()
        #expect(!harness.isWaitedFor(keys))
        gate.signal()
        await harness.log.nextFetched()
    }

    @Test func aTaskThatIsCancelledBeforeItWaitsIsAnsweredToo() async {
        let harness = CacheHarness()
        let gate = harness.scripted.hold(CacheHarness.jwksURI)
        let keys = harness.keys(serving: "a")
        let request = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await keys.refreshed(for: "a")
        }
        request.cancel()
        await #expect(throws: KeysUnavailable.self) { try await request.value }
        gate.signal()
        await harness.log.nextFetched()
    }

    @Test func aThousandIssuersAreAllServed() async throws {
        let harness = CacheHarness()
        let issuers = (0..<1000).map { number in
            let url = "https://\(number).example/jwks"
            harness.scripted.answer(url, KeyFixtures.set("a"))
            return harness.cache.keys(of: "https://\(number).example/", from: .jwksURI(url))
        }
        #expect(harness.scripted.count == 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for keys in issuers { group.addTask { _ = try await keys.refreshed(for: "a") } }
            try await group.waitForAll()
        }
        #expect(harness.scripted.count == 1000)
    }

    // MARK: Fixed keys

    @Test func fixedKeysServeAtOnceAndForGood() async throws {
        let harness = CacheHarness()
        let set = try KeyFixtures.retrieved("a").keys
        let keys = harness.cache.keys(of: CacheHarness.issuer, from: .fixed(set))
        #expect(CacheHarness.keyIDs(keys.snapshot()) == ["a"])
        #expect(try await !keys.refreshed(for: "b").contains("b"))
        keys.prefetch()
        harness.settle()
        #expect(harness.scripted.count == 0)
        #expect(keys.status() == KeyStatus(isUsable: true, age: nil, isStale: false, lastFailure: nil))
    }
}

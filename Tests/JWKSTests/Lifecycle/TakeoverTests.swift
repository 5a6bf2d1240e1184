import Dispatch
import TestSupport
import Testing

@testable import JWKS

/// What becomes of keys when another cache takes the place of theirs.
@Suite(.timeLimit(.minutes(10))) struct TakeoverTests {
    private let old = CacheHarness()
    private let scripted = ScriptedIssuer()
    private let log = EventLog()

    /// Another cache at the same time, which fetches these keys.
    private func successor(
        serving keyID: String = "a",
        _ rules: JWKSCacheConfiguration = JWKSCacheConfiguration()
    ) -> JWKSCache {
        scripted.answer(CacheHarness.jwksURI, #"{"keys":[\#(KeyFixtures.key(keyID))]}"#)
        return JWKSCache(
            KeyCacheContext(
                configuration: rules,
                fetchDocument: scripted.fetch,
                clock: old.time.clock,
                jitter: { 0 },
                onEvent: { [log] in log.record($0) }
            )
        )
    }

    private func keys(in cache: JWKSCache, _ uri: String = CacheHarness.jwksURI) -> IssuerKeys {
        cache.keys(of: CacheHarness.issuer, from: .jwksURI(uri))
    }

    /// Keys that were fetched.
    private func fetched() async throws -> IssuerKeys {
        let keys = old.keys(serving: "a")
        _ = try await keys.refreshed(for: "a")
        await old.lanesAreFree()
        return keys
    }

    @Test func noRequestWaitsForKeysThatAreKnown() async throws {
        let keys = keys(in: successor())
        #expect(keys.takeOver(from: try await fetched()))
        #expect(CacheHarness.keyIDs(keys.snapshot()) == ["a"])
        #expect(keys.generation > 0)
        #expect(scripted.count == 0)
    }

    @Test func theyAreFetchedAnewAMomentLater() async throws {
        let keys = keys(in: successor(serving: "b"))
        keys.takeOver(from: try await fetched())
        keys.prefetch()
        old.time.advance(by: KeyLifecycle.takeoverPause)
        await log.nextFetched()
        #expect(CacheHarness.keyIDs(keys.snapshot()) == ["b"])
        #expect(scripted.count == 1)
    }

    @Test func manyInARowCauseOneFetch() async throws {
        var last = try await fetched()
        for _ in 0..<100 {
            let cache = successor()
            let next = keys(in: cache)
            next.takeOver(from: last)
            next.prefetch()
            cache.context.queue.sync {}
            last = next
        }
        old.time.advance(by: KeyLifecycle.takeoverPause)
        await log.nextFetched()
        #expect(scripted.count == 1)
        #expect(last.snapshot() != nil)
    }

    @Test func keysFromAnotherSourceAreNotTaken() async throws {
        let keys = keys(in: successor(), "https://issuer.example/other")
        #expect(!keys.takeOver(from: try await fetched()))
        #expect(keys.snapshot() == nil)
    }

    @Test func keysOfAnotherIssuerAreNotTaken() async throws {
        let keys = successor().keys(of: "https://other.example/", from: .jwksURI(CacheHarness.jwksURI))
        #expect(!keys.takeOver(from: try await fetched()))
        #expect(keys.snapshot() == nil)
    }

    @Test func keysThatWouldHaveLapsedUnderTheNewRulesAreNotTaken() async throws {
        let earlier = try await fetched()
        var rules = JWKSCacheConfiguration()
        rules.ttl = .seconds(10)
        rules.maxStale = .zero
        old.advance(by: .seconds(9))
        #expect(keys(in: successor(rules)).takeOver(from: earlier))
        old.advance(by: .seconds(1))
        #expect(!keys(in: successor(rules)).takeOver(from: earlier))
    }

    @Test func whereThereAreNoneNoneAreTaken() {
        let keys = keys(in: successor())
        #expect(!keys.takeOver(from: old.keys(serving: "a")))
        #expect(keys.snapshot() == nil)
    }

    @Test func anIssuerThatIsCoolingDownGoesOnDoingSo() async throws {
        let earlier = try await fetched()
        _ = try await earlier.refreshed(for: "unknown")
        let keys = keys(in: successor())
        keys.takeOver(from: earlier)
        #expect(try keys.refreshedAtOnce(for: "unknown") != nil)
        #expect(throws: KeysUnavailable.self) { try keys.refreshedAtOnce(for: "other") }
        #expect(scripted.count == 0)
    }

    private func successor(_ rules: JWKSCacheConfiguration) -> JWKSCache { successor(serving: "a", rules) }
}

import TestSupport
import Testing

@testable import JWKS

@Suite struct PublishedKeysTests {
    @Test func whatWasPublishedLastIsSeen() throws {
        var known = KnownKeys(rules: JWKSCacheConfiguration(), snapshot: nil)
        let published = PublishedKeys(known)
        #expect(published.read { $0.snapshot == nil })
        #expect(published.generation == 0)
        known.snapshot = KeySnapshot(keys: try KeyFixtures.retrieved("a").keys, generation: 7)
        #expect(published.generation == 0)
        published.publish(known)
        #expect(CacheHarness.keyIDs(published.read(\.snapshot)) == ["a"])
        #expect(published.generation == 7)
        known.snapshot = nil
        published.publish(known)
        #expect(published.generation == 0)
    }
}

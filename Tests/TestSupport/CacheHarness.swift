import Dispatch
import JOSE

@testable package import JWKS

/// A cache between a scripted issuer, a clock that stands and a log.
package struct CacheHarness {
    package static let issuer = "https://issuer.example/"
    package static let discovery = "https://issuer.example/.well-known/openid-configuration"
    package static let jwksURI = "https://issuer.example/jwks"

    package let scripted = ScriptedIssuer()
    package let time = ManualClock()
    package let log = EventLog()
    package let cache: JWKSCache

    package init(_ configuration: JWKSCacheConfiguration = JWKSCacheConfiguration()) {
        let log = log
        cache = JWKSCache(
            KeyCacheContext(
                configuration: configuration,
                fetchDocument: scripted.fetch,
                clock: time.clock,
                jitter: { 0 },
                onEvent: { log.record($0) }
            )
        )
    }

    /// The issuer by its JWK Set's URL, which serves these keys.
    package func keys(serving keyIDs: String...) -> IssuerKeys {
        serve(keyIDs)
        return cache.keys(of: Self.issuer, from: .jwksURI(Self.jwksURI))
    }

    package func serve(_ keyIDs: [String]) {
        scripted.answer(Self.jwksURI, #"{"keys":[\#(keyIDs.map(KeyFixtures.key).joined(separator: ","))]}"#)
    }

    /// Until everything that was handed to the cache's queue before is done.
    package func settle() {
        cache.context.queue.sync {}
    }

    /// Moves the clock when the cache is done with what came before.
    package func advance(by duration: Duration) {
        settle()
        time.advance(by: duration)
    }

    /// Whether a request waits for these keys.
    package func isWaitedFor(_ keys: IssuerKeys) -> Bool {
        cache.context.queue.sync { keys.hasWaiting }
    }

    /// Until a request waits for these keys.
    package func isWaiting(for keys: IssuerKeys) async {
        while !isWaitedFor(keys), !Task.isCancelled { await Task.yield() }
    }

    /// Until every fetch is over and what it brought is stored.
    package func lanesAreFree() async {
        while cache.context.queue.sync(execute: { cache.context.lanes.isBusy }), !Task.isCancelled {
            await Task.yield()
        }
    }

    package static func keyIDs(_ snapshot: KeySnapshot?) -> [String?] {
        snapshot?.keys.keys.map(\.keyID) ?? []
    }
}

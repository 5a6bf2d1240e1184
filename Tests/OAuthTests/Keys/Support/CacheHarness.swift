import Dispatch
import JOSE

@testable import OAuth

/// A cache between a scripted issuer, a clock that stands and a log.
struct CacheHarness {
    static let issuer = "https://issuer.example/"
    static let discovery = "https://issuer.example/.well-known/openid-configuration"
    static let jwksURI = "https://issuer.example/jwks"

    let scripted = ScriptedIssuer()
    let time = ManualClock()
    let log = EventLog()
    let cache: JWKSCache

    init(_ configuration: JWKSCacheConfiguration = JWKSCacheConfiguration()) {
        let log = log
        cache = JWKSCache(
            configuration,
            fetch: scripted.fetch,
            clock: time.clock,
            jitter: { 0 },
            onEvent: { log.record($0) }
        )
    }

    /// The issuer by its JWK Set's URL, which serves these keys.
    func keys(serving keyIDs: String...) -> IssuerKeys {
        serve(keyIDs)
        return cache.keys(of: Self.issuer, from: .jwksURI(Self.jwksURI))
    }

    func serve(_ keyIDs: [String]) {
        scripted.answer(Self.jwksURI, #"{"keys":[\#(keyIDs.map(KeyFixtures.key).joined(separator: ","))]}"#)
    }

    /// Until everything that was handed to the cache's queue before is done.
    func settle() {
        cache.queue.sync {}
    }

    /// Moves the clock when the cache is done with what came before.
    func advance(by duration: Duration) {
        settle()
        time.advance(by: duration)
    }

    /// Until a request waits for these keys.
    func isWaiting(for keys: IssuerKeys) async {
        while !keys.hasWaiting, !Task.isCancelled { await Task.yield() }
    }

    /// Until every fetch is over and what it brought is stored.
    func lanesAreFree() async {
        while cache.isFetching, !Task.isCancelled { await Task.yield() }
    }

    static func keyIDs(_ snapshot: KeySnapshot?) -> [String?] {
        snapshot?.keys.keys.map(\.keyID) ?? []
    }
}

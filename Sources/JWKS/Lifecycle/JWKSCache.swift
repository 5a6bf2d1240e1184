import Dispatch
import Synchronization

/// Keeps the keys of issuers current. One serves a whole process.
///
/// A serial queue owns every change and timer. Fetches run beside it, at most one for each issuer and
/// ``JWKSCacheConfiguration/concurrentFetches`` in all; the others wait for their turn, those first that requests wait
/// for. Requests read snapshots and never wait while a key that serves them is known.
public final class JWKSCache: Sendable {
    let context: KeyCacheContext
    private let registry = Mutex(IssuerRegistry())

    /// A cache that fetches with `fetch` and tells what happens to `onEvent`, which is called on its queue and must not block.
    public convenience init(
        configuration: JWKSCacheConfiguration = JWKSCacheConfiguration(),
        fetch: @escaping DocumentFetch,
        clock: KeyClock = .system,
        onEvent: @escaping @Sendable (JWKSEvent) -> Void = { _ in }
    ) {
        self.init(
            KeyCacheContext(
                configuration: configuration,
                fetchDocument: fetch,
                clock: clock,
                jitter: { .random(in: 0...1) },
                onEvent: onEvent
            )
        )
    }

    init(_ context: KeyCacheContext) {
        self.context = context
    }

    /// Returns when its queue has come to it: never, when something blocks the queue.
    package func visitQueue() async {
        await withCheckedContinuation { continuation in context.queue.async { continuation.resume() } }
    }

    /// The time by which the keys are judged.
    package var clock: KeyClock { context.clock }

    /// The keys of `issuer` from `source`, found and fetched by `rules`, the same for every caller. Fetches nothing yet.
    public func keys(
        of issuer: String,
        from source: KeySource,
        by rules: RetrievalRules = RetrievalRules()
    ) -> IssuerKeys {
        let make = { [context] in IssuerKeys(issuer: issuer, source: source, rules: rules, context: context) }
        guard let identity = KeyRetrieval.identity(of: source, rules) else { return make() }
        let name = IssuerRegistry.Name(issuer: issuer, source: identity)
        return registry.withLock { $0.keys(of: name, make: make) }
    }
}

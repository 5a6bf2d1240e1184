import Dispatch
import Synchronization

/// Keeps the keys of issuers current. One serves a whole process.
///
/// A serial queue owns every change and timer. Fetches run beside it, at most one for each issuer and
/// ``JWKSCacheConfiguration/concurrentFetches`` in all; the others wait for their turn, those first that requests wait
/// for. Requests read snapshots and never wait while a key that serves them is known.
public final class JWKSCache: Sendable {
    /// What tells one issuer's keys from another's.
    struct Registration: Hashable {
        let issuer: String
        let source: String
    }

    private struct Reference {
        weak var keys: IssuerKeys?
    }

    /// Who fetches, and who waits for it; changed on the queue alone.
    private struct Fetches {
        var freeLanes: [DispatchQueue]
        /// Holds each issuer at most once, since only one fetch of it is asked for at a time.
        var pending: [IssuerKeys] = []

        mutating func next() -> (issuer: IssuerKeys, lane: DispatchQueue)? {
            guard !pending.isEmpty, let lane = freeLanes.popLast() else { return nil }
            return (pending.remove(at: pending.firstIndex(where: \.hasWaiting) ?? 0), lane)
        }
    }

    let configuration: JWKSCacheConfiguration
    package let clock: KeyClock
    let store: KeyStore?
    let jitter: @Sendable () -> Double
    let onEvent: @Sendable (JWKSEvent) -> Void
    let queue = DispatchQueue(label: "bearerd.jwks")
    private let fetchDocument: DocumentFetch
    private let fetches: Mutex<Fetches>
    private let registry = Mutex<[Registration: Reference]>([:])
    private let generations = Atomic<UInt64>(0)

    /// A cache that fetches with `fetch` and tells what happens to `onEvent`, which is called on its queue and must not block.
    public convenience init(
        configuration: JWKSCacheConfiguration = JWKSCacheConfiguration(),
        fetch: @escaping DocumentFetch,
        clock: KeyClock = .system,
        onEvent: @escaping @Sendable (JWKSEvent) -> Void = { _ in }
    ) {
        self.init(configuration, fetch: fetch, clock: clock, jitter: { .random(in: 0...1) }, onEvent: onEvent)
    }

    init(
        _ configuration: JWKSCacheConfiguration,
        fetch: @escaping DocumentFetch,
        clock: KeyClock,
        jitter: @escaping @Sendable () -> Double,
        onEvent: @escaping @Sendable (JWKSEvent) -> Void
    ) {
        self.configuration = configuration
        self.clock = clock
        self.jitter = jitter
        self.onEvent = onEvent
        store = configuration.directory.map(KeyStore.init(directory:))
        fetchDocument = fetch
        // A serial queue each: a thread that blocks in one never takes the thread of another.
        let lanes = (0..<max(configuration.concurrentFetches, 1)).map {
            DispatchQueue(label: "bearerd.jwks.fetch-\($0)")
        }
        fetches = Mutex(Fetches(freeLanes: lanes))
    }

    /// The keys of `issuer` from `source`, the same for every caller. Fetches nothing yet.
    public func keys(of issuer: String, from source: KeySource) -> IssuerKeys {
        guard let identity = source.identity else { return make(issuer, source, registration: nil) }
        let registration = Registration(issuer: issuer, source: identity)
        return registry.withLock { registry in
            if let known = registry[registration]?.keys { return known }
            let keys = make(issuer, source, registration: registration)
            registry[registration] = Reference(keys: keys)
            return keys
        }
    }

    private func make(_ issuer: String, _ source: KeySource, registration: Registration?) -> IssuerKeys {
        var snapshot: KeySnapshot?
        if case .fixed(let keys) = source { snapshot = KeySnapshot(keys: keys, generation: nextGeneration()) }
        return IssuerKeys(
            issuer: issuer,
            cache: self,
            registration: registration,
            retrieval: KeyRetrieval(
                issuer: issuer,
                source: source,
                fetch: fetchDocument
            ),
            state: IssuerKeysState(rules: configuration, snapshot: snapshot)
        )
    }

    /// Nobody holds the keys any more; unless somebody asked for them anew, their entry goes too.
    func forget(_ registration: Registration) {
        // Returned, so that what may be the last reference to newer keys does not go inside the lock.
        _ = registry.withLock { registry in
            let newer = registry[registration]?.keys
            if newer == nil { registry[registration] = nil }
            return newer
        }
    }

    @Sendable func nextGeneration() -> UInt64 {
        generations.add(1, ordering: .relaxed).newValue
    }

    /// Whether a fetch is under way, or what it brought is still being stored.
    var isFetching: Bool {
        fetches.withLock { $0.freeLanes.count < max(configuration.concurrentFetches, 1) }
    }

    /// Puts the fetch for `issuer` in line. On the queue.
    func fetch(_ issuer: IssuerKeys) {
        fetches.withLock { $0.pending.append(issuer) }
        startFetches()
    }

    private func startFetches() {
        while let (issuer, lane) = fetches.withLock({ $0.next() }) {
            lane.async {
                issuer.retrieve()
                self.queue.async {
                    self.fetches.withLock { $0.freeLanes.append(lane) }
                    self.startFetches()
                }
            }
        }
    }
}

import Dispatch
import Synchronization

/// What the issuers of one cache have in common. It knows none of them.
final class KeyCacheContext: Sendable {
    let configuration: JWKSCacheConfiguration
    let fetchDocument: DocumentFetch
    let clock: KeyClock
    /// A number from 0 to 1, another one each time.
    let jitter: @Sendable () -> Double
    /// Told what happens, on the queue.
    let onEvent: @Sendable (JWKSEvent) -> Void
    let store: KeySetStore?
    /// Owns every change of keys, and every timer.
    let queue = DispatchQueue(label: "bearerd.jwks")
    let lanes: FetchLanes
    private let generations = Atomic<UInt64>(0)

    init(
        configuration: JWKSCacheConfiguration,
        fetchDocument: @escaping DocumentFetch,
        clock: KeyClock,
        jitter: @escaping @Sendable () -> Double,
        onEvent: @escaping @Sendable (JWKSEvent) -> Void
    ) {
        self.configuration = configuration
        self.fetchDocument = fetchDocument
        self.clock = clock
        self.jitter = jitter
        self.onEvent = onEvent
        store = configuration.directory.map(KeySetStore.init(directory:))
        lanes = FetchLanes(count: configuration.concurrentFetches, queue: queue)
    }

    /// A number that no other key set of the cache has.
    @Sendable func nextGeneration() -> UInt64 {
        generations.add(1, ordering: .relaxed).newValue
    }
}

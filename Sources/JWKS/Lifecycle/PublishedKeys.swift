import Synchronization

/// What requests see of one issuer's keys: the last value that the queue has put there.
final class PublishedKeys: Sendable {
    private let current: Mutex<KnownKeys>
    /// That of ``current``, for whoever needs nothing else and takes no lock for it.
    private let currentGeneration: Atomic<UInt64>

    init(_ keys: KnownKeys) {
        current = Mutex(keys)
        currentGeneration = Atomic(keys.generation)
    }

    /// What is known now.
    func read<Result: Sendable>(_ body: (KnownKeys) -> Result) -> Result {
        current.withLock { body($0) }
    }

    /// 0 if there are no keys.
    var generation: UInt64 {
        currentGeneration.load(ordering: .acquiring)
    }

    /// Shows `keys` from now on.
    func publish(_ keys: KnownKeys) {
        current.withLock { current in
            current = keys
            currentGeneration.store(keys.generation, ordering: .releasing)
        }
    }
}

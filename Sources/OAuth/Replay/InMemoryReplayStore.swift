import Synchronization

/// Remembers proofs within this process, each for a whole acceptance window after it was used, and up to a quarter longer.
///
/// When every entry is taken, a further proof is refused, for a memory that forgets is one that an attacker flushes. Once
/// more than half is taken, one client may have a tenth of the room: who sends more is refused first, and leaves the rest to
/// the others. Memory grows with the proofs that are remembered, about 55 bytes for each, and is free for other uses when they
/// are forgotten.
///
/// How long an entry is kept is counted by a clock that nobody sets. The wall clock decides only which proofs are too old, and
/// whatever it does, a proof that was used is either remembered or known to be from a time whose proofs have been
/// forgotten (``ReplayVerdict/uncertain``). As long as the clock is not set back, the latter are too old anyway.
public final class InMemoryReplayStore: ReplayStore {
    private let proofs: Mutex<UsedProofs>
    private let now: @Sendable () -> ContinuousClock.Instant

    /// A memory with room for `capacity` proofs.
    ///
    /// - Parameters:
    ///   - capacity: Entries in all, at least one.
    ///   - window: How long a proof can be accepted: its age and its leeway together (``DPoPPolicy/window``).
    ///   - now: The present, on a clock that never goes back.
    public init(
        capacity: Int = 1_000_000,
        window: Duration = DPoPPolicy().window,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        proofs = Mutex(UsedProofs(capacity: max(1, capacity), window: window))
        self.now = now
    }

    /// How many proofs take up memory, also forgotten ones that are not freed yet.
    var held: Int { proofs.withLock { $0.held } }

    /// How many proofs are remembered now.
    package var count: Int {
        let now = now()
        let (count, _) = proofs.withLock { ($0.count(at: now), $0.takeForgotten()) }
        return count
    }

    /// Remembers a proof unless it is remembered already. It never suspends.
    ///
    /// - Parameters:
    ///   - key: What the proof is known by.
    ///   - client: Who uses it.
    ///   - expiry: When the proof will be refused for its age, by the wall clock.
    /// - Returns: What is known of the proof.
    public func remember(_ key: ReplayKey, of client: ReplayClient, until expiry: NumericDate) -> ReplayVerdict {
        // Hashed before the lock is taken.
        let proof = UsedProof(key, of: client, until: expiry)
        let now = now()
        // What is forgotten is freed after the lock is released.
        let (verdict, _) = proofs.withLock { ($0.note(proof, at: now), $0.takeForgotten()) }
        return verdict
    }
}

import DequeModule
import Synchronization

/// Remembers proofs within this process, each for a whole acceptance window after it was seen.
///
/// A proof costs the same however many are remembered: it is looked up once, noted once, and pushes out a few whose time
/// is over. There are as many entries as allowed in all and no more: when every one is needed, a further proof is
/// refused, for a memory that forgets is one that an attacker flushes. One entry takes about 100 bytes.
///
/// The clock never goes back for proofs: one that could have been forgotten by the latest time ever seen is refused.
public final class InMemoryReplayMemory: ReplayMemory {
    private static let shardCount = 16
    /// Entries whose time is over that one look-up clears away in its shard.
    private static let clearedAtOnce = 4

    private let capacity: Int
    private let window: Duration
    private let count = Atomic(0)
    private let shards: [Shard]

    /// A memory with room for `capacity` proofs.
    ///
    /// - Parameters:
    ///   - capacity: Entries in all, at least one.
    ///   - window: How long a proof can be accepted: its age and its leeway together (``DPoPPolicy/window``).
    public init(capacity: Int = 100_000, window: Duration = DPoPPolicy().window) {
        self.capacity = max(1, capacity)
        self.window = window
        shards = (0..<Self.shardCount).map { _ in Shard() }
    }

    /// Remembers a proof unless it is remembered already. It never suspends.
    ///
    /// - Parameters:
    ///   - key: What the proof is known by.
    ///   - expiry: When the proof would be refused for its age.
    ///   - now: The time by which the proof is judged.
    /// - Returns: What is known of the proof.
    public func remember(_ key: ReplayKey, until expiry: NumericDate, at now: NumericDate) -> ReplayVerdict {
        let shard = shards[key.shard(of: shards.count)]
        let verdict = note(key, in: shard, until: expiry, at: now)
        guard case .refused = verdict else { return verdict }
        // Rare: what is over in the other shards makes room, too.
        for shard in shards { clear(shard, at: now) }
        return note(key, in: shard, until: expiry, at: now)
    }

    private func note(_ key: ReplayKey, in shard: Shard, until expiry: NumericDate, at now: NumericDate)
        -> ReplayVerdict
    {
        shard.proofs.withLock { proofs in
            release(proofs.clear(Self.clearedAtOnce, at: now))
            guard !proofs.contains(key), expiry >= proofs.latest else { return .replayed }
            guard reserve() else { return .refused("every entry of the memory of used proofs is taken (\(capacity))") }
            proofs.insert(key, until: proofs.latest + window)
            return .fresh
        }
    }

    private func clear(_ shard: Shard, at now: NumericDate) {
        shard.proofs.withLock { release($0.clear(Self.clearedAtOnce, at: now)) }
    }

    private func reserve() -> Bool {
        if count.add(1, ordering: .relaxed).newValue <= capacity { return true }
        release(1)
        return false
    }

    private func release(_ entries: Int) {
        if entries > 0 { count.subtract(entries, ordering: .relaxed) }
    }

    private final class Shard: Sendable {
        let proofs = Mutex(SeenProofs())
    }
}

/// Proofs in the order in which they were seen, which is the order in which their time is over.
private struct SeenProofs {
    private struct Sighting {
        let key: ReplayKey
        let end: NumericDate
    }

    private var keys: Set<ReplayKey> = []
    private var sightings = Deque<Sighting>()
    /// The latest time ever seen.
    private(set) var latest = NumericDate(secondsSinceEpoch: 0)

    func contains(_ key: ReplayKey) -> Bool {
        keys.contains(key)
    }

    mutating func insert(_ key: ReplayKey, until end: NumericDate) {
        keys.insert(key)
        sightings.append(Sighting(key: key, end: end))
    }

    /// - Returns: How many were cleared away, at most `limit`.
    mutating func clear(_ limit: Int, at now: NumericDate) -> Int {
        latest = max(latest, now)
        var cleared = 0
        while cleared < limit, let first = sightings.first, first.end < latest {
            keys.remove(first.key)
            sightings.removeFirst()
            cleared += 1
        }
        return cleared
    }
}

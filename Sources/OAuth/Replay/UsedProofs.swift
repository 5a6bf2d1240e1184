import DequeModule

/// What an ``InMemoryReplayStore`` holds: the proofs of a window, in slices of time that are forgotten as a whole.
///
/// Of a proof that was used, one of two things is always true: it is in a slice, or the time at which it is too old is among
/// the forgotten ones. No clock decides that, so no step of one can undo it. As long as nobody sets the wall clock, all of
/// the latter are in the past, and a proof from then is refused for its age.
struct UsedProofs {
    private static let slicesPerWindow = 4
    /// So many parts of forgotten slices are freed with each proof, at least as many as one proof can have made.
    private static let freedAtOnce = 2

    private let capacity: Int
    private let window: Duration
    private let sliceLength: Duration
    /// The oldest first.
    private var slices = Deque<ReplaySlice>()
    private var count = 0
    private var clients = ClientCounts()
    private var forgottenTimes = TimeStretches()
    private var forgottenParts: [Set<UsedProof.Fingerprint>] = []

    init(capacity: Int, window: Duration) {
        self.capacity = capacity
        self.window = window
        sliceLength = window / Self.slicesPerWindow
    }

    /// What the sets hold, counted one by one.
    var held: Int {
        slices.reduce(0) { $1.parts.reduce($0) { $0 + $1.count } } + forgottenParts.reduce(0) { $0 + $1.count }
    }

    /// How many are remembered.
    mutating func count(at now: ContinuousClock.Instant) -> Int {
        forget(at: now)
        return count
    }

    mutating func note(_ proof: UsedProof, at now: ContinuousClock.Instant) -> ReplayVerdict {
        forget(at: now)
        for index in slices.indices where slices[index].contains(proof) { return .replayed }
        if let reason = refusal(of: proof.client) { return .full(retryAfter: untilRoom(at: now), reason: reason) }
        insert(proof, at: now)
        return forgottenTimes.contains(proof.expiry) ? .uncertain : .fresh
    }

    /// Takes out some of what is forgotten, for the caller to free.
    mutating func takeForgotten() -> [Set<UsedProof.Fingerprint>] {
        guard !forgottenParts.isEmpty else { return [] }
        let parts = Array(forgottenParts.suffix(Self.freedAtOnce))
        forgottenParts.removeLast(parts.count)
        return parts
    }

    /// Why there is no room for a proof of this client; `nil` where there is.
    private func refusal(of client: ClientCounts.Client) -> String? {
        if count >= capacity { return "the memory of used proofs is full" }
        guard count * 2 > capacity, clients.count(of: client) >= max(1, capacity / 10) else { return nil }
        return "the memory of used proofs is more than half full, and this client has a tenth of it"
    }

    private mutating func insert(_ proof: UsedProof, at now: ContinuousClock.Instant) {
        if slices.last.map({ now >= $0.end }) ?? true {
            slices.append(ReplaySlice(end: now + sliceLength, window: window))
        }
        slices[slices.count - 1].insert(proof)
        clients.add(proof.client)
        count += 1
    }

    private mutating func forget(at now: ContinuousClock.Instant) {
        while let end = slices.first?.forgottenAt, now >= end {
            let oldest = slices.removeFirst()
            count -= oldest.count
            clients.subtract(oldest.clients)
            forgottenTimes.formUnion(oldest.expiries)
            forgottenParts += oldest.parts.lazy.filter { !$0.isEmpty }
        }
    }

    private func untilRoom(at now: ContinuousClock.Instant) -> Duration {
        slices.first.map { max(.seconds(1), now.duration(to: $0.forgottenAt)) } ?? .seconds(1)
    }
}

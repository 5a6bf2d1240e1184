import Synchronization

/// Bytes that requests keep, all workers of a server together: unfinished ones, bodies, and what handlers that wait hold on to.
final class MemoryBudget: Sendable {
    /// What is kept at one time, at most.
    let limit: Int
    private let kept = Atomic<Int>(0)
    private let isTold = Atomic<Bool>(false)

    init(limit: Int) {
        self.limit = limit
    }

    /// How much is kept now.
    var keptBytes: Int { kept.load(ordering: .relaxed) }

    /// A request keeps `change` bytes more, or fewer.
    ///
    /// - Returns: `false` when there is no room for more, and nothing has changed.
    func change(by change: Int) -> Bool {
        let now = kept.add(change, ordering: .relaxed).newValue
        if change > 0, now > limit {
            kept.subtract(change, ordering: .relaxed)
            return false
        }
        if change < 0, now <= limit / 2, isTold.load(ordering: .relaxed) { isTold.store(false, ordering: .relaxed) }
        return true
    }

    /// Whether this is the first request without room since there was plenty: one line in a log says enough.
    func mustTell() -> Bool {
        !isTold.exchange(true, ordering: .relaxed)
    }
}

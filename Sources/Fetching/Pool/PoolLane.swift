import DequeModule

/// What is to be sent to one endpoint, and the handles that do. It belongs to the pool's thread.
struct PoolLane {
    private var waiting = Deque<PendingPost>()
    private var preferred = Deque<PendingPost>()
    /// Handles that nobody uses at the moment.
    private var idle: [PooledTransfer] = []
    private(set) var sent = 0

    mutating func add(_ post: PendingPost) {
        if post.isPreferred { preferred.append(post) } else { waiting.append(post) }
    }

    /// The next one, if as many as may be are not sent already. Whose time is over has it ended.
    mutating func next(at now: ContinuousClock.Instant) -> PendingPost? {
        while let post = preferred.first ?? waiting.first {
            let isOver = post.deadline <= now
            guard isOver || sent < post.endpoint.mostAtOnce else { return nil }
            if preferred.popFirst() == nil { waiting.removeFirst() }
            guard isOver else { return post }
            post.end(.failure(.timedOut))
        }
        return nil
    }

    /// When the first of those that wait has waited long enough.
    var firstDeadline: ContinuousClock.Instant? {
        [preferred.first?.deadline, waiting.first?.deadline].compactMap(\.self).min()
    }

    /// A handle for a request, which is to be given back.
    mutating func transfer(for endpoint: PostEndpoint, _ maxBytes: Int) throws(HTTPClientError) -> PooledTransfer {
        sent += 1
        if let transfer = idle.popLast() { return transfer }
        do { return try PooledTransfer(endpoint, maxBytes) } catch {
            sent -= 1
            throw error
        }
    }

    mutating func giveBack(_ transfer: PooledTransfer) {
        sent -= 1
        idle.append(transfer)
    }

    /// Whether nothing waits or is under way.
    var isEmpty: Bool { sent == 0 && waiting.isEmpty && preferred.isEmpty }

    mutating func end(_ error: HTTPClientError) {
        for post in preferred + waiting { post.end(.failure(error)) }
        (preferred, waiting) = ([], [])
    }
}

import Dispatch

/// Runs fetches beside the queue that owns the keys: so many at a time, the others in line.
final class FetchLanes: Sendable {
    /// A fetch that is to be made.
    struct Fetch: Sendable {
        /// Whether requests wait for it, so that it goes first. Asked on the queue.
        let isWaitedFor: @Sendable () -> Bool
        /// Makes it.
        let run: @Sendable (FetchLane) async -> Void
    }

    private struct State {
        var freeLanes: [FetchLane]
        var pending: [Fetch] = []
        /// Without it none is asked: of a thousand issuers whose keys are refreshed, each would be asked a thousand times.
        var mayBeWaitedFor = false

        mutating func next() -> (fetch: Fetch, lane: FetchLane)? {
            guard !pending.isEmpty, let lane = freeLanes.popLast() else { return nil }
            let first = mayBeWaitedFor ? pending.firstIndex { $0.isWaitedFor() } : nil
            mayBeWaitedFor = first != nil
            return (pending.remove(at: first ?? 0), lane)
        }
    }

    private let queue: DispatchQueue
    private let count: Int
    private let state: QueueConfined<State>

    /// Lanes for `count` fetches at a time, at least one; `queue` keeps account of them.
    init(count: Int, queue: DispatchQueue) {
        self.queue = queue
        self.count = max(count, 1)
        let lanes = (0..<self.count).map { FetchLane(number: $0) }
        state = QueueConfined(State(freeLanes: lanes), to: queue)
    }

    /// Puts a fetch in line. On the queue.
    func add(_ fetch: Fetch) {
        state.withValue { state in
            state.pending.append(fetch)
            if fetch.isWaitedFor() { state.mayBeWaitedFor = true }
        }
        startFetches()
    }

    /// A request has begun to wait for a fetch that may be in line. On the queue.
    func somebodyWaits() {
        state.withValue { $0.mayBeWaitedFor = true }
    }

    /// Whether a fetch is under way, or what it brought is still being stored. On the queue.
    var isBusy: Bool {
        state.withValue { $0.freeLanes.count < count }
    }

    private func startFetches() {
        while let (fetch, lane) = state.withValue({ $0.next() }) {
            Task {
                await fetch.run(lane)
                self.queue.async {
                    self.state.withValue { $0.freeLanes.append(lane) }
                    self.startFetches()
                }
            }
        }
    }
}

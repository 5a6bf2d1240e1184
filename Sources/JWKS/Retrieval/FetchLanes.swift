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

        mutating func next() -> (fetch: Fetch, lane: FetchLane)? {
            guard !pending.isEmpty, let lane = freeLanes.popLast() else { return nil }
            return (pending.remove(at: pending.firstIndex { $0.isWaitedFor() } ?? 0), lane)
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
        state.withValue { $0.pending.append(fetch) }
        startFetches()
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

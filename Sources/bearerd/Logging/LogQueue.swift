import Dispatch
import FoundationEssentials
import Logging
import Synchronization

/// Lines that wait to be written. Whoever adds one never waits: where there is no room, it is left out and counted.
final class LogQueue: Sendable {
    /// Lines about requests and all others have room of their own: what clients cause takes none from what an operator must see.
    enum Room: Int {
        case requests
        case events
    }

    /// Whole lines, in the order in which they were added, and how many did not find room after them.
    struct Batch {
        fileprivate(set) var lines: [UInt8] = []
        fileprivate(set) var missing = MissingLines()
    }

    /// By ``Room``.
    private let capacity: InlineArray<2, Int>
    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)
    private let onFirstMissing: (@Sendable () -> Void)?

    private struct State {
        var batch = Batch()
        var taken: InlineArray<2, Int> = [0, 0]
        /// Since the start.
        var dropped = [Logger.Level: Int](uniqueKeysWithValues: Logger.Level.allCases.map { ($0, 0) })
        var isSignalled = false
        var isStopping = false
    }

    /// A queue with room for so many bytes that wait; as many again may be on their way out. Whoever is to know at once hears
    /// when a line finds no room after others did, on the thread that adds it.
    init(requests: Int = 524_288, events: Int = 262_144, onFirstMissing: (@Sendable () -> Void)? = nil) {
        capacity = [requests, events]
        self.onFirstMissing = onFirstMissing
    }

    /// Adds a whole line, or counts it as missing.
    func append(_ line: String, _ level: Logger.Level, to room: Room) {
        append(line.utf8, level, to: room)
    }

    /// The same.
    func append(_ line: some Collection<UInt8>, _ level: Logger.Level, to room: Room) {
        let (mustSignal, mustTell) = state.withLock { state in
            var isFirstMissing = false
            let taken = state.taken[room.rawValue] + line.count
            if taken <= capacity[room.rawValue] {
                state.taken[room.rawValue] = taken
                state.batch.lines.append(contentsOf: line)
            } else {
                isFirstMissing = state.batch.missing.isEmpty
                state.batch.missing.count(level, at: Date())
                state.dropped[level, default: 0] += 1
            }
            defer { state.isSignalled = true }
            return (!state.isSignalled, isFirstMissing)
        }
        if mustSignal { wakeUp.signal() }
        if mustTell { onFirstMissing?() }
    }

    /// How many lines of each level have not found room since the start.
    var dropped: [Logger.Level: Int] { state.withLock(\.dropped) }

    /// Everything that was added since the last time, once there is something, and what comes in so long after it; `nil` when
    /// there is nothing more to come.
    func next(gathering time: DispatchTimeInterval = .nanoseconds(0)) -> Batch? {
        while true {
            let (batch, isStopping) = state.withLock { state in
                defer {
                    let length = state.batch.lines.count
                    state = State(dropped: state.dropped, isStopping: state.isStopping)
                    // The next batch will be about as long, and is not moved while it grows.
                    state.batch.lines.reserveCapacity(length)
                }
                return (state.batch, state.isStopping)
            }
            if !batch.lines.isEmpty || !batch.missing.isEmpty { return batch }
            if isStopping { return nil }
            wakeUp.wait()
            // Nobody has to wake anybody meanwhile, but who stops.
            if time != .nanoseconds(0) { _ = wakeUp.wait(timeout: .now() + time) }
        }
    }

    /// Nothing is added any more: ``next()`` gives what is left and then `nil`.
    func stop() {
        state.withLock { $0.isStopping = true }
        wakeUp.signal()
    }

    var isStopping: Bool { state.withLock(\.isStopping) }

    /// Waits a tenth of a second, or until something happens.
    func pause() {
        _ = wakeUp.wait(timeout: .now() + .milliseconds(100))
    }
}

package import Logging
import Synchronization

/// How many refusals in a second have a line of their own. Further ones are counted, and a line a second tells of them.
package final class RefusalLimit: Sendable {
    private let linesPerSecond: Int
    private let logger: Logger
    private let message: Logger.Message
    private let state = Mutex(State())

    private struct State {
        var second: ContinuousClock.Instant?
        var lines = 0
        var unlogged: [String: Int] = [:]
    }

    /// A limit of so many lines a second, none for 0; `logger` is told of the others, in these words.
    package init(linesPerSecond: Int, logger: Logger, message: Logger.Message = "refusals not logged") {
        self.linesPerSecond = linesPerSecond
        self.logger = logger
        self.message = message
    }

    /// Counts a refusal. `code` is one of ours, of which there are few.
    ///
    /// - Returns: Whether it has a line of its own.
    package func admits(_ code: String, at now: ContinuousClock.Instant) -> Bool {
        let (isAdmitted, isFirstUnlogged) = state.withLock { state in
            if let second = state.second, second + .seconds(1) > now {
            } else {
                state.second = now
                state.lines = 0
            }
            guard state.lines >= linesPerSecond else {
                state.lines += 1
                return (true, false)
            }
            defer { state.unlogged[code, default: 0] += 1 }
            return (false, state.unlogged.isEmpty)
        }
        if isFirstUnlogged { tellInASecond() }
        return isAdmitted
    }

    /// The line about refusals that had none, if there were any since the last time.
    package func tell() {
        let unlogged = state.withLock { state in
            defer { state.unlogged = [:] }
            return state.unlogged
        }
        guard !unlogged.isEmpty else { return }
        logger.info(
            message,
            metadata: [
                "refusals": .stringConvertible(unlogged.values.reduce(0, +)),
                "codes": .dictionary(unlogged.mapValues { .stringConvertible($0) }),
            ]
        )
    }

    private func tellInASecond() {
        Task {
            try? await Task.sleep(for: .seconds(1))
            tell()
        }
    }
}

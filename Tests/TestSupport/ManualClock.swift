import Dispatch
import Synchronization

@testable package import JWKS

/// A clock that a test moves. Timers run when it passes them.
package final class ManualClock: Sendable {
    private struct Timer {
        let moment: KeyClock.Instant
        let queue: DispatchQueue
        let body: @Sendable () -> Void
    }

    private struct State {
        var now = ContinuousClock.now
        var secondsSince1970 = 1_700_000_000.0
        var timers: [Timer] = []
    }

    private let state = Mutex(State())

    package init() {}

    package var clock: KeyClock {
        KeyClock(
            now: { self.state.withLock(\.now) },
            secondsSince1970: { self.state.withLock(\.secondsSince1970) },
            run: { delay, queue, body in
                self.state.withLock { state in
                    state.timers.append(Timer(moment: state.now + delay, queue: queue, body: body))
                }
            }
        )
    }

    /// How many timers run.
    package var timerCount: Int { state.withLock(\.timers.count) }

    /// Moves the clock, hands the timers that ran out to their queues and waits until those are done with them.
    package func advance(by duration: Duration) {
        let due: [Timer] = state.withLock { state in
            state.now += duration
            state.secondsSince1970 += duration / .seconds(1)
            let due = state.timers.filter { $0.moment <= state.now }
            state.timers.removeAll { $0.moment <= state.now }
            return due.sorted { $0.moment < $1.moment }
        }
        for timer in due { timer.queue.sync(execute: timer.body) }
    }
}

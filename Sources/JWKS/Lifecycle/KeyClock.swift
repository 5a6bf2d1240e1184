public import Dispatch
import FoundationEssentials

/// The time, as the key cache sees it.
public struct KeyClock: Sendable {
    /// A moment on a clock that never goes back.
    public typealias Instant = ContinuousClock.Instant

    /// The present, on a clock that never goes back.
    public var now: @Sendable () -> Instant
    /// Seconds since 1970, by the wall clock: only for the age of stored keys, which outlive the process.
    public var secondsSince1970: @Sendable () -> Double
    /// Runs a closure on a queue after a while.
    public var run:
        @Sendable (_ delay: Duration, _ queue: DispatchQueue, _ body: @escaping @Sendable () -> Void) -> Void

    /// A clock of these parts.
    public init(
        now: @escaping @Sendable () -> Instant,
        secondsSince1970: @escaping @Sendable () -> Double,
        run: @escaping @Sendable (Duration, DispatchQueue, @escaping @Sendable () -> Void) -> Void
    ) {
        self.now = now
        self.secondsSince1970 = secondsSince1970
        self.run = run
    }

    /// The clocks of the system.
    public static let system = KeyClock(
        now: { .now },
        secondsSince1970: { Date().timeIntervalSince1970 },
        run: { delay, queue, body in
            let milliseconds = min(max(delay, .zero), .seconds(86_400)) / .milliseconds(1)
            // Rounded up: a timer that is early finds nothing due.
            queue.asyncAfter(deadline: .now() + .milliseconds(Int(milliseconds) + 1), execute: body)
        }
    )
}

/// Whether somebody who did not answer is asked again. It is a value; who has it tells it the time.
///
/// Closed, everything is asked. After ``mostFailures`` in a row, or one that does not mend itself, it is open: nothing is asked for a
/// while, which doubles up to ``longestPause``. Then it is half open: one question goes through, and what comes of that decides.
struct CircuitBreaker {
    static let mostFailures = 5
    static let shortestPause = Duration.seconds(1)
    static let longestPause = Duration.seconds(30)

    private enum State {
        case closed(failures: Int)
        case open(until: ContinuousClock.Instant, pause: Duration)
        case trying(pause: Duration)
    }

    private var state = State.closed(failures: 0)

    /// Whether questions go through.
    var isClosed: Bool { if case .closed = state { true } else { false } }

    /// How long whoever comes now had better wait; `nil` if it may ask.
    func pause(at now: ContinuousClock.Instant) -> Duration? {
        switch state {
        case .closed: nil
        case .open(let until, _): until > now ? until - now : nil
        // Its answer is not far.
        case .trying: Self.shortestPause
        }
    }

    /// Lets a question through, if one may go: of many that come when a pause is over, one. What becomes of it must be told.
    mutating func admit(at now: ContinuousClock.Instant) -> Bool {
        guard pause(at: now) == nil else { return false }
        if case .open(_, let pause) = state { state = .trying(pause: pause) }
        return true
    }

    /// There was an answer.
    ///
    /// - Returns: Whether that changes anything.
    mutating func succeed() -> Bool {
        defer { state = .closed(failures: 0) }
        return !isClosed
    }

    /// There was none.
    ///
    /// - Parameters:
    ///   - isLasting: It does not mend itself.
    ///   - now: When that is known.
    /// - Returns: For how long nothing is asked; `nil` while that goes on.
    mutating func fail(isLasting: Bool, at now: ContinuousClock.Instant) -> Duration? {
        switch state {
        case .closed(let failures):
            guard isLasting || failures + 1 >= Self.mostFailures else {
                state = .closed(failures: failures + 1)
                return nil
            }
            return open(for: isLasting ? Self.longestPause : Self.shortestPause, at: now)
        case .trying(let pause): return open(for: min(pause * 2, Self.longestPause), at: now)
        // One that was asked before.
        case .open: return nil
        }
    }

    /// A question that was let through was not sent.
    mutating func withdraw(at now: ContinuousClock.Instant) {
        if case .trying(let pause) = state { state = .open(until: now, pause: pause) }
    }

    private mutating func open(for pause: Duration, at now: ContinuousClock.Instant) -> Duration {
        state = .open(until: now + pause, pause: pause)
        return pause
    }
}

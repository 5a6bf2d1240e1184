import OAuth

@testable import bearerd

extension StatusSample {
    private static let start = ContinuousClock.now

    /// A sample so long after the first one; by default as many requests were let through as seconds have passed.
    init(
        at time: Duration,
        letThrough: UInt64? = nil,
        refused: [TokenValidationError.Code: UInt64] = [:],
        durations: DurationHistogram = DurationHistogram()
    ) {
        self.init(
            time: Self.start + time,
            letThrough: letThrough ?? UInt64(max(0, time.components.seconds)),
            refused: refused,
            answered: 0,
            durations: durations,
            connections: 0,
            waiting: 0
        )
    }
}

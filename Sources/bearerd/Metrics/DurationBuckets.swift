/// What durations are sorted into, from those of a token that is remembered to those of one whose issuer does not answer.
enum DurationBuckets {
    /// The longest duration of each bucket but the last, in seconds as they are written.
    static let bounds: [(text: String, duration: Duration)] = [
        ("1e-05", .microseconds(10)), ("2.5e-05", .microseconds(25)), ("5e-05", .microseconds(50)),
        ("0.0001", .microseconds(100)), ("0.00025", .microseconds(250)), ("0.0005", .microseconds(500)),
        ("0.001", .milliseconds(1)), ("0.0025", .microseconds(2_500)), ("0.005", .milliseconds(5)),
        ("0.01", .milliseconds(10)), ("0.025", .milliseconds(25)), ("0.1", .milliseconds(100)),
        ("0.25", .milliseconds(250)), ("1", .seconds(1)), ("5", .seconds(5)),
    ]

    /// With the last one, which takes what is longer.
    static let count = 16

    private static let durations = bounds.map(\.duration)

    /// The number of the bucket for `duration`.
    static func number(of duration: Duration) -> Int {
        durations.firstIndex { duration <= $0 } ?? durations.count
    }
}

/// Durations that were sorted into buckets.
struct DurationHistogram: Sendable, Equatable {
    /// How many there are in each of ``DurationBuckets``.
    var buckets = [UInt64](repeating: 0, count: DurationBuckets.count)
    /// All of them together, in nanoseconds.
    var nanoseconds: UInt64 = 0

    /// Adds one.
    mutating func add(_ duration: Duration) {
        buckets[DurationBuckets.number(of: duration)] += 1
        nanoseconds += duration.wholeNanoseconds
    }
}

extension Duration {
    /// None of a negative one.
    var wholeNanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return UInt64(seconds) &* 1_000_000_000 &+ UInt64(attoseconds / 1_000_000_000)
    }
}

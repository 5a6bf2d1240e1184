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

    private static let nanoseconds: InlineArray<15, UInt64> = InlineArray { bounds[$0].duration.wholeNanoseconds }

    /// The number of the bucket for a duration in nanoseconds.
    static func number(ofNanoseconds duration: UInt64) -> Int {
        for index in nanoseconds.indices where duration <= nanoseconds[index] { return index }
        return count - 1
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
        let duration = duration.wholeNanoseconds
        buckets[DurationBuckets.number(ofNanoseconds: duration)] += 1
        nanoseconds += duration
    }

    /// Adds all of another.
    mutating func add(_ other: DurationHistogram) {
        for index in buckets.indices { buckets[index] += other.buckets[index] }
        nanoseconds += other.nanoseconds
    }

    /// What came after an earlier state of the same one.
    func since(_ earlier: DurationHistogram) -> DurationHistogram {
        DurationHistogram(
            buckets: zip(buckets, earlier.buckets).map { $0 - min($0, $1) },
            nanoseconds: nanoseconds - min(nanoseconds, earlier.nanoseconds)
        )
    }

    /// The longest duration of the bucket where this share of all ends, in seconds; of the last bucket, that of the one before
    /// it. `nil` for none.
    func quantile(_ share: Double) -> Double? {
        let all = buckets.reduce(0, +)
        guard all > 0 else { return nil }
        var counted: UInt64 = 0
        for (bound, inBucket) in zip(DurationBuckets.bounds, buckets) {
            counted += inBucket
            if Double(counted) >= share * Double(all) { return bound.duration / .seconds(1) }
        }
        return DurationBuckets.bounds.last.map { $0.duration / .seconds(1) }
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

import OAuth

/// What a chart draws: values over time, each with a name.
struct StatusSeries: Sendable {
    /// One line.
    struct Line: Sendable {
        let name: String
        /// One for each time; `nil` where there is nothing to say.
        let values: [Double?]
    }

    /// How long each value was before now.
    let ages: [Duration]
    let lines: [Line]

    /// What two neighbours of the samples, from the oldest on, tell of the time between them.
    private init(_ samples: [StatusSample], _ lines: [(name: String, value: (StatusSample, StatusSample) -> Double?)]) {
        let pairs = Array(zip(samples, samples.dropFirst()))
        let now = samples.last?.time ?? .now
        ages = pairs.map { now - $1.time }
        self.lines = lines.map { line in Line(name: line.name, values: pairs.map(line.value)) }
    }

    /// Requests a second.
    static func requests(_ samples: [StatusSample]) -> StatusSeries {
        StatusSeries(
            samples,
            [
                ("let through", { rate($0, $1, per: .seconds(1)) { $0.letThrough } }),
                ("refused", { rate($0, $1, per: .seconds(1)) { $0.refused.values.reduce(0, +) } }),
                ("answered without a judgement", { rate($0, $1, per: .seconds(1)) { $0.answered } }),
            ]
        )
    }

    /// How many codes have a line of their own.
    private static let mostCodes = 4

    /// Refusals a minute, of the codes of which there were most.
    static func refusals(_ samples: [StatusSample]) -> StatusSeries {
        let first = samples.first?.refused ?? [:]
        let inAll = (samples.last?.refused ?? [:]).map { (code: $0, count: $1 - min($1, first[$0] ?? 0)) }
        let most = inAll.filter { $0.count > 0 }
            .sorted { ($1.count, $0.code.rawValue) < ($0.count, $1.code.rawValue) }
            .prefix(mostCodes)
        return StatusSeries(
            samples,
            most.map { row in
                (row.code.rawValue, { rate($0, $1, per: .seconds(60)) { $0.refused[row.code] ?? 0 } })
            }
        )
    }

    /// How long judgements took, in seconds.
    static func durations(_ samples: [StatusSample]) -> StatusSeries {
        StatusSeries(
            samples,
            [
                ("half took at most", { $1.durations.since($0.durations).quantile(0.5) }),
                ("99 of 100 took at most", { $1.durations.since($0.durations).quantile(0.99) }),
            ]
        )
    }

    /// What is open.
    static func connections(_ samples: [StatusSample]) -> StatusSeries {
        StatusSeries(
            samples,
            [
                ("connections", { Double($1.connections) }),
                ("requests that wait", { Double($1.waiting) }),
            ]
        )
    }

    private static func rate(
        _ earlier: StatusSample,
        _ later: StatusSample,
        per unit: Duration,
        _ count: (StatusSample) -> UInt64
    ) -> Double? {
        let time = later.time - earlier.time
        guard time > .zero else { return nil }
        let (before, after) = (count(earlier), count(later))
        return Double(after - min(after, before)) / (time / unit)
    }
}

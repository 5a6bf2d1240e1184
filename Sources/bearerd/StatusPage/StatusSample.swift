import OAuth

/// What had been counted at a moment.
struct StatusSample: Sendable {
    let time: ContinuousClock.Instant
    let letThrough: UInt64
    /// By why they were.
    let refused: [TokenValidationError.Code: UInt64]
    /// Requests that needed no judgement.
    let answered: UInt64
    /// How long judgements took.
    let durations: DurationHistogram
    let connections: Int
    let waiting: Int
}

extension StatusSample {
    /// What has been counted by now. Of the requests that wait, `askers` are not counted: they wait for this.
    init(
        _ process: ProcessRecord,
        _ counts: RequestCounts,
        askers: Int = 0,
        at time: ContinuousClock.Instant = .now
    ) {
        var letThrough: UInt64 = 0
        var answered: UInt64 = 0
        var refused: [TokenValidationError.Code: UInt64] = [:]
        for (outcome, count) in counts.totals {
            switch outcome.name {
            case .allowed, .observed: letThrough += count
            case .answered: answered += count
            case .refused: if let code = outcome.code { refused[code] = count }
            case .misconfigured, .rendered: break
            }
        }
        var durations = DurationHistogram()
        for judgement in RequestLane.Judgement.allCases { durations.add(counts.durations(judgement)) }
        self.init(
            time: time,
            letThrough: letThrough,
            refused: refused,
            answered: answered,
            durations: durations,
            connections: process.server.connections,
            waiting: max(0, counts.requestsUnderWay - askers)
        )
    }
}

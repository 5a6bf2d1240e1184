/// When a worker looks whether somebody's time is up: some hundred connections need one look, not a timer each.
struct Sweep {
    private let ioTimeout: Duration
    private var next = ContinuousClock.now
    /// Connections that wait for their peer.
    var waiting = 0
    /// The server stops: what runs out then is shorter.
    var isStopping = false { didSet { next = .now } }
    /// The listener is not watched for a while.
    var isAcceptingPaused = false { didSet { next = .now + interval } }

    init(ioTimeout: Duration) {
        self.ioTimeout = ioTimeout
    }

    private var isNeeded: Bool { waiting > 0 || isAcceptingPaused || isStopping }

    /// Between two looks at the clock.
    private var interval: Duration { .milliseconds(milliseconds) }

    private var milliseconds: Int {
        let quarter = Int(ioTimeout / .milliseconds(4))
        return min(max(quarter, 5), isStopping ? 20 : 100)
    }

    /// How long a worker may wait for events, in milliseconds; for ever if negative.
    var timeout: Int32 { isNeeded ? Int32(milliseconds) : -1 }

    /// Whether it is time to look.
    mutating func isDue(at now: ContinuousClock.Instant) -> Bool {
        guard isNeeded, next <= now else { return false }
        next = now + interval
        return true
    }
}

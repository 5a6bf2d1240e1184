import CFastCGI

/// How long a thread has had its processor without waiting.
///
/// A worker that always finds another request never waits, and the kernel takes the processor from it only at a tick, up
/// to 4 ms later. All that time the requests of another worker on the same processor wait, and nginx cannot send new
/// ones. So a worker gives way by itself; and since more requests are there after each turn, fewer looks for events and fewer
/// wake-ups are needed. Measured with two workers, nginx and `wrk` with 32 clients on two processors (AMD EPYC, Linux 6.18):
/// without it (and with one lock for the cache of tokens, which costs nothing there) a request of a remembered token took
/// 18.5 µs instead of 16.6, a public one 12.3 instead of 11.0.
struct ProcessorTurn {
    /// After this, somebody else is let in.
    static let longest = Duration.microseconds(50)
    /// Less than this is no wait: events were there already.
    static let shortestWait = Duration.microseconds(20)
    /// In nanoseconds; with two processors it is 1.4 ms unless asked for otherwise.
    private static let timeSlice: UInt64 = 500_000

    private var beganAt: ContinuousClock.Instant
    private var pausedAt: ContinuousClock.Instant

    /// Makes the calling thread one that gives way: it forgoes a slice whenever it does, so slices have to be short.
    static func shortenTimeSlice() {
        set_time_slice(timeSlice)
    }

    init(at now: ContinuousClock.Instant) {
        beganAt = now
        pausedAt = now
    }

    /// The thread has events, for which it may have waited since ``isOver(at:)`` was asked.
    mutating func resume(at now: ContinuousClock.Instant) {
        if now - pausedAt >= Self.shortestWait { beganAt = now }
    }

    /// Asked when all events are dealt with: whether to give way. The next turn begins now.
    mutating func isOver(at now: ContinuousClock.Instant) -> Bool {
        pausedAt = now
        guard now - beganAt >= Self.longest else { return false }
        beganAt = now
        return true
    }
}

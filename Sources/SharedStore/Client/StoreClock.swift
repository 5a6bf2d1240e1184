import Text

/// The store's clock, as far as this machine knows it.
struct StoreClock: Sendable {
    /// Two machines whose clocks are no further from the store's agree within twice as much.
    static let tolerance: Int64 = 10_000
    /// An answer that took longer tells nothing of the clock.
    private static let longestRoundTrip = Duration.milliseconds(500)

    /// How far this machine's clock is ahead, in milliseconds.
    private(set) var difference: Int64 = 0
    /// This machine's clock, in milliseconds since 1970.
    private let now: @Sendable () -> Int64

    init(now: @escaping @Sendable () -> Int64) {
        self.now = now
    }

    /// The present by the store's clock.
    var storeNow: Int64 { now() - difference }

    /// What a reply to `TIME` says, in milliseconds since 1970; `nil` for anything else.
    static func time(_ reply: RedisReply) -> Int64? {
        let numbers = reply.elements?.compactMap { $0.string.flatMap { Int64(digits: $0) } } ?? []
        guard numbers.count == 2, numbers[0] < 1 << 40 else { return nil }
        return numbers[0] * 1_000 + numbers[1] / 1_000
    }

    static let noTime = "no time in the answer to TIME"

    /// Compares it with a reply to `TIME`.
    mutating func set(by reply: RedisReply, after roundTrip: Duration) throws(StoreAbsence) {
        try StoreSession.check(reply)
        guard let time = Self.time(reply) else { throw .refused(Self.noTime) }
        guard roundTrip <= Self.longestRoundTrip else { return }
        let half = Int64(roundTrip / .milliseconds(2))
        difference = now() - half - time
        guard abs(difference) <= Self.tolerance else { throw .clockDiffers(seconds: difference / 1_000) }
    }
}

import DequeModule

/// Tokens of which their issuer said lately that they are not active. The oldest makes room for the next.
struct RefusedAnswers {
    /// About 100 bytes each.
    static let mostEntries = 4_096
    /// How long one counts at most: shorter than a good answer, since a token may become active.
    static let longestLife = Duration.seconds(10)

    private var ends: [TokenDigest: ContinuousClock.Instant] = [:]
    /// Each token once, the oldest first.
    private var order = Deque<TokenDigest>()

    var count: Int { order.count }

    /// Whether the token was refused lately.
    func contains(_ digest: TokenDigest, at now: ContinuousClock.Instant) -> Bool {
        ends[digest].map { $0 > now } ?? false
    }

    mutating func insert(_ digest: TokenDigest, until end: ContinuousClock.Instant) {
        if ends.updateValue(end, forKey: digest) == nil { order.append(digest) }
        while order.count > Self.mostEntries, let oldest = order.popFirst() { ends[oldest] = nil }
    }
}

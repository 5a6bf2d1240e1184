/// Decides when the keys of one issuer are fetched and for how long they serve. It is told the time.
///
/// Keys are *fresh* for their lifetime and refreshed when 60 to 80 % of it have passed. While that fails they are *stale* and
/// still serve, up to a limit, after which they have *lapsed*. A failed fetch is tried again after a pause that grows
/// (*backing off*). An unknown key id causes one fetch and then none for a while (*cooling down*).
struct KeyLifecycle: Sendable {
    typealias Instant = KeyClock.Instant

    /// What a request that misses a key is told.
    enum Decision: Hashable {
        /// Start the fetch, then wait for it.
        case fetch
        /// Wait for the fetch that is under way.
        case join
        /// Nothing will change before this moment.
        case refuse(until: Instant)
    }

    private struct Keys {
        let fetched: Instant
        let refreshDue: Instant
        let freshUntil: Instant
        let lapse: Instant
    }

    private struct BackOff {
        var failures: Int
        var until: Instant
    }

    /// The shortest lifetime and, before jitter, the shortest pause: no setting makes this a stream of fetches.
    static let shortestInterval = Duration.seconds(1)

    private let rules: JWKSCacheConfiguration
    private var keys: Keys?
    private var backOff: BackOff?
    private var coolDownEnd: Instant?
    /// Whether a fetch is under way, or waits for its turn.
    private(set) var isFetching = false

    init(rules: JWKSCacheConfiguration) {
        self.rules = rules
    }

    // MARK: What is known

    /// Whether there are keys that may verify.
    func hasKeys(at now: Instant) -> Bool {
        keys.map { now < $0.lapse } ?? false
    }

    func isStale(at now: Instant) -> Bool {
        keys.map { now >= $0.freshUntil && now < $0.lapse } ?? false
    }

    func age(at now: Instant) -> Duration? {
        hasKeys(at: now) ? keys.map { $0.fetched.duration(to: now) } : nil
    }

    /// Whether the last fetch failed.
    var isBackingOff: Bool { backOff != nil }

    /// When a fetch is tried again, after one that failed.
    func retryDelay(at now: Instant) -> Duration {
        max(backOff.map { now.duration(to: $0.until) } ?? .zero, .zero)
    }

    /// The next moment at which ``wakeUp(at:)`` has something to do.
    var nextWakeUp: Instant? {
        guard !isFetching else { return keys?.lapse }
        return [backOff?.until ?? keys?.refreshDue, keys?.lapse].compactMap { $0 }.min()
    }

    // MARK: What happens

    /// A request found no keys at all, or keys are wanted ahead of the first request.
    mutating func keysNeeded(at now: Instant) -> Decision {
        if isFetching { return .join }
        if let backOff, now < backOff.until { return .refuse(until: backOff.until) }
        return startFetch()
    }

    /// A request names a key that is not in the set.
    mutating func unknownKeyNeeded(at now: Instant) -> Decision {
        if isFetching { return .join }
        if let end = refusesUnknownKeys(at: now) { return .refuse(until: end) }
        coolDownEnd = now + rules.cooldown
        return startFetch()
    }

    /// Until when an unknown key id causes no fetch; `nil` if the next one does.
    func refusesUnknownKeys(at now: Instant) -> Instant? {
        [coolDownEnd, backOff?.until].compactMap { $0 }.filter { now < $0 }.max()
    }

    /// Time has passed. Drops lapsed keys and says whether to fetch.
    mutating func wakeUp(at now: Instant) -> Bool {
        if let keys, now >= keys.lapse { self.keys = nil }
        guard !isFetching, let due = backOff?.until ?? keys?.refreshDue, now >= due else { return false }
        _ = startFetch()
        return true
    }

    /// The fetch succeeded. `jitter`, from 0 to 1, brings the next one forward by up to a quarter, so that machines which began
    /// together do not go on together. `maxAge` shortens the lifetime of the keys, to no less than the minimum; it never lengthens it.
    /// Returns the lifetime.
    @discardableResult
    mutating func fetchSucceeded(at now: Instant, maxAge: Duration?, jitter: Double) -> Duration {
        let ttl = max(min(rules.ttl, max(maxAge ?? rules.ttl, rules.minimumTTL)), Self.shortestInterval)
        isFetching = false
        backOff = nil
        keys = lifetime(from: now, ttl: ttl, jitter: jitter)
        return ttl
    }

    /// The fetch failed. `jitter`, from 0 to 1, takes up to half of the pause off, so that many do not come back at once.
    mutating func fetchFailed(at now: Instant, jitter: Double) {
        isFetching = false
        let failures = (backOff?.failures ?? 0) + 1
        // 2^16 times the first pause is beyond any limit, and does not overflow.
        let grown = min(rules.firstRetry * (1 << min(failures - 1, 16)), rules.longestRetry)
        let pause = max(grown, Self.shortestInterval)
        backOff = BackOff(failures: failures, until: now + pause * (1 - jitter / 2))
    }

    /// Keys that were fetched `age` ago, by an earlier process, are at hand. Says whether they may verify.
    mutating func keysRestored(age: Duration, at now: Instant) -> Bool {
        guard !hasKeys(at: now) else { return false }
        let restored = lifetime(from: now - age, ttl: rules.ttl)
        guard now < restored.lapse else { return false }
        keys = restored
        return true
    }

    /// How long after a takeover the keys are fetched anew: many takeovers in a row cause one fetch.
    static let takeoverPause = Duration.milliseconds(200)

    /// The same keys under other rules, in another cache: no longer good than under either, and about to be fetched anew. What
    /// failed may be tried again at once.
    func continued(under rules: JWKSCacheConfiguration, at now: Instant) -> KeyLifecycle {
        var continued = KeyLifecycle(rules: rules)
        continued.coolDownEnd = coolDownEnd
        continued.keys = keys.map { keys in
            let freshUntil = min(keys.freshUntil, keys.fetched + max(rules.ttl, Self.shortestInterval))
            return Keys(
                fetched: keys.fetched,
                refreshDue: now + Self.takeoverPause,
                freshUntil: freshUntil,
                lapse: freshUntil + rules.maxStale
            )
        }
        return continued
    }

    private mutating func startFetch() -> Decision {
        isFetching = true
        return .fetch
    }

    private func lifetime(from fetched: Instant, ttl: Duration, jitter: Double = 0) -> Keys {
        let freshUntil = fetched + ttl
        return Keys(
            fetched: fetched,
            refreshDue: fetched + ttl * (0.8 - 0.2 * jitter),
            freshUntil: freshUntil,
            lapse: freshUntil + rules.maxStale
        )
    }
}

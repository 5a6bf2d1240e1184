/// How long keys are kept, and what fetching them may cost.
public struct JWKSCacheConfiguration: Sendable, Hashable {
    /// How long fetched keys are fresh, at least a second; they are refreshed when 60 to 80 % of it have passed.
    public var ttl: Duration = .seconds(300)
    /// `Cache-Control: max-age` may shorten ``ttl`` to no less than this.
    public var minimumTTL: Duration = .seconds(60)
    /// The shortest time between two fetches of one issuer that unknown key ids cause.
    public var cooldown: Duration = .seconds(30)
    /// How long keys serve after they ceased to be fresh, while the issuer cannot be reached.
    public var maxStale: Duration = .seconds(86_400)
    /// The pause after a failed fetch, at least a second; it doubles with each further failure, and a random part, up to
    /// half of it, is taken off.
    public var firstRetry: Duration = .seconds(1)
    /// The longest pause after a failed fetch.
    public var longestRetry: Duration = .seconds(60)
    /// The longest time that a request waits for keys.
    public var longestWait: Duration = .seconds(10)
    /// How many requests may wait for the keys of one issuer.
    public var maxWaiting = 1024
    /// How many fetches, each of another issuer, are under way at a time.
    public var concurrentFetches = 4
    /// The directory for the last good keys, so that they outlive the process; `nil` to store nothing.
    public var directory: String?

    /// The defaults.
    public init() {}
}

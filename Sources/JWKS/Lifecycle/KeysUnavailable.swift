/// There are no keys to judge a token by, through no fault of the token's: worth 503, never 401.
public struct KeysUnavailable: Error, Hashable {
    /// Why, in a sentence for logs.
    public let reason: String
    /// When to try again; at least one second.
    public let retryAfter: Duration

    init(reason: String, retryAfter: Duration) {
        self.reason = reason
        self.retryAfter = max(retryAfter, .seconds(1))
    }
}

extension KeysUnavailable: CustomStringConvertible {
    /// The reason.
    public var description: String { reason }
}

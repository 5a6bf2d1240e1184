/// How one issuer's keys are, for health checks and logs.
public struct KeyStatus: Sendable, Hashable {
    /// Whether there are keys to verify with.
    public let isUsable: Bool
    /// How long ago the keys were fetched; `nil` if there are none or they are fixed.
    public let age: Duration?
    /// Whether the keys are past their lifetime and serve only because the issuer cannot be reached.
    public let isStale: Bool
    /// Why the last fetch failed; `nil` if it succeeded or there was none.
    public let lastFailure: String?
}

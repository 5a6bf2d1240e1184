/// Remembers which DPoP proofs have been used (RFC 9449 §11.1). One that several servers share makes a proof good once for
/// all of them together.
public protocol ReplayMemory: Sendable {
    /// Remembers a proof that is otherwise good, unless it is remembered already: both in one step, so that of several
    /// requests with the same proof one alone is told ``ReplayVerdict/fresh``.
    ///
    /// - Parameters:
    ///   - key: What the proof is known by.
    ///   - expiry: When the proof would be refused for its age; until then it has to be remembered.
    ///   - now: The time by which the proof is judged.
    /// - Returns: What is known of the proof.
    func remember(_ key: ReplayKey, until expiry: NumericDate, at now: NumericDate) async -> ReplayVerdict
}

/// What a ``ReplayMemory`` knows of a proof.
public enum ReplayVerdict: Sendable, Hashable {
    /// Never seen before, and remembered from now on.
    case fresh
    /// Seen before.
    case replayed
    /// It cannot be told, or could not be remembered: the proof must be refused. The reason, in words of ours, is for the log.
    case refused(String)
}

/// Remembers which DPoP proofs have been used (RFC 9449 §11.1). One that several servers share makes a proof good once for
/// all of them together.
public protocol ReplayStore: Sendable {
    /// Remembers a proof that is otherwise good, unless it is remembered already: both in one step, so that of several
    /// requests with the same proof only one is told that it is new.
    ///
    /// What is remembered stays so for a whole acceptance window (``DPoPPolicy/window``) from now on at least, by a clock
    /// that nobody sets. A store need not look at `client` and `expiry`: to set a key unless it is there, with that
    /// window as its lifetime, is enough.
    ///
    /// - Parameters:
    ///   - key: What the proof is known by.
    ///   - client: Who uses it, and so takes up the room.
    ///   - expiry: When the proof will be refused for its age, by the wall clock.
    /// - Returns: What is known of the proof.
    func remember(_ key: ReplayKey, of client: ReplayClient, until expiry: NumericDate) async -> ReplayVerdict
}

/// What a ``ReplayStore`` knows of a proof.
public enum ReplayVerdict: Sendable, Hashable {
    /// Never seen before, and remembered from now on.
    case fresh
    /// Seen before.
    case replayed
    /// Remembered from now on, but it may have been seen before and forgotten since, for the wall clock went back to times
    /// that it had been through. Only a nonce made since can tell that the proof is new.
    case uncertain
    /// It could not be remembered, and must be refused. There may be room after a while. The reason, in words of ours, is
    /// for the log.
    case full(retryAfter: Duration, reason: String)
    /// Whether it was seen before cannot be known at the moment, for what remembers proofs cannot be asked, or has lost what it
    /// remembered. It must be refused. The reason, in words of ours, is for the log.
    case unavailable(retryAfter: Duration, reason: String)
}

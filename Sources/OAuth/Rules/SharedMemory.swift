/// What several servers remember together.
public enum SharedMemory: Sendable, Hashable {
    /// Which DPoP proofs have been used (RFC 9449 §11.1).
    case usedProofs
    /// Which tokens were taken back before they expire.
    case revokedTokens
}

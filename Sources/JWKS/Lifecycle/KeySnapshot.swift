public import JOSE
import Text

/// The keys of one issuer as they were known at one moment.
public struct KeySnapshot: Sendable {
    /// The keys that verify.
    public let keys: JWKSet
    /// Changes whenever the content of the set changes; never used twice by one cache.
    public let generation: UInt64
}

extension KeySnapshot {
    /// Whether a key of the set has this id.
    func contains(_ keyID: String) -> Bool {
        keys.keys.contains { $0.keyID?.isSameText(as: keyID) ?? false }
    }
}

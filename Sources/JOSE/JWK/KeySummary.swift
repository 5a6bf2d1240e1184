import Text

/// What a published key says of itself, whatever it is worth. Its texts are a stranger's: escape them where they are shown.
public struct KeySummary: Sendable, Hashable {
    /// `kty`, if it is a string.
    public let keyType: String?
    /// `crv`, if it is a string.
    public let curve: String?
    /// The length of an RSA modulus.
    public let bits: Int?
    /// `alg`, if it is a string.
    public let algorithm: String?
    /// Whether it says that it is for encryption or for agreeing on a key, so that nobody misses it here.
    public let isForEncryption: Bool

    init(_ key: JSONObject) {
        keyType = key["kty"]?.stringValue
        curve = key["crv"]?.stringValue
        algorithm = key["alg"]?.stringValue
        let modulus = key["n"]?.stringValue.flatMap { Base64URL.decode($0) }
        bits = modulus.map { JWKMembers.bitWidth(Array($0.drop { $0 == 0 })) }
        isForEncryption = Self.isForEncryption(key)
    }

    /// `use` (RFC 7517 §4.2), `key_ops` (§4.3), an `alg` of RFC 7518 §4.1, or a curve of RFC 7748.
    private static func isForEncryption(_ key: JSONObject) -> Bool {
        if key["use"]?.stringValue == "enc" { return true }
        let operations: Set = ["encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits"]
        if let named = key["key_ops"]?.stringArrayValue, !named.isEmpty, named.allSatisfy(operations.contains) {
            return true
        }
        if let curve = key["crv"]?.stringValue, ["X25519", "X448"].contains(curve) { return true }
        guard let algorithm = key["alg"]?.stringValue else { return false }
        return algorithm == "dir"
            || ["RSA1_5", "RSA-OAEP", "ECDH-ES", "A128", "A192", "A256", "PBES2"].contains {
                algorithm.hasPrefix($0)
            }
    }
}

extension JWK {
    /// What it says of itself.
    public var summary: KeySummary { KeySummary(self) }
}

extension KeySummary {
    fileprivate init(_ key: JWK) {
        keyType = key.keyType
        curve = key.curve
        algorithm = key.algorithm?.name
        bits = key.material.modulusBits
        isForEncryption = key.publicKeyUse == "enc"
    }
}

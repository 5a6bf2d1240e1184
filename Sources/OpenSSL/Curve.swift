/// The curves of RFC 7518 §6.2.1.1, RFC 8812 §3.1 and RFC 8037 §3.1 that sign, and the one of RFC 8037 §3.2 that agrees on
/// keys.
package enum Curve: Sendable, Hashable {
    case p256
    case p384
    case p521
    case secp256k1
    case ed25519
    case ed448
    /// Signs nothing.
    case x25519

    /// Octets of a coordinate, of an encoded point, or of a private key.
    package var byteCount: Int {
        switch self {
        case .p256, .secp256k1, .ed25519, .x25519: 32
        case .p384: 48
        case .p521: 66
        case .ed448: 57
        }
    }

    package var isEdwards: Bool {
        self == .ed25519 || self == .ed448
    }

    /// Whether a point is written as one octet string and not by its coordinates (RFC 8037 §2).
    package var isOctetKeyPair: Bool {
        isEdwards || self == .x25519
    }

    /// The provider's key type.
    var keyType: StaticString {
        switch self {
        case .p256, .p384, .p521, .secp256k1: "EC"
        case .ed25519: "ED25519"
        case .ed448: "ED448"
        case .x25519: "X25519"
        }
    }

    /// The provider's group name.
    var groupName: StaticString {
        switch self {
        case .p256: "P-256"
        case .p384: "P-384"
        case .p521: "P-521"
        case .secp256k1: "secp256k1"
        case .ed25519: "ED25519"
        case .ed448: "ED448"
        case .x25519: "X25519"
        }
    }
}

/// The curves of RFC 7518 §6.2.1.1, RFC 8812 §3.1 and RFC 8037 §3.1 that sign.
package enum Curve: Sendable, Hashable {
    case p256
    case p384
    case p521
    case secp256k1
    case ed25519
    case ed448

    /// Octets of a coordinate, of an Edwards public key, or of a private key.
    package var byteCount: Int {
        switch self {
        case .p256, .secp256k1, .ed25519: 32
        case .p384: 48
        case .p521: 66
        case .ed448: 57
        }
    }

    package var isEdwards: Bool {
        self == .ed25519 || self == .ed448
    }

    /// The provider's key type.
    var keyType: StaticString {
        switch self {
        case .p256, .p384, .p521, .secp256k1: "EC"
        case .ed25519: "ED25519"
        case .ed448: "ED448"
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
        }
    }
}

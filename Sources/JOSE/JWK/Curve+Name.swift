import OpenSSL

extension Curve {
    /// The value of `crv` (RFC 7518 §6.2.1.1, RFC 8812 §3.1, RFC 8037 §2).
    var name: String {
        switch self {
        case .p256: "P-256"
        case .p384: "P-384"
        case .p521: "P-521"
        case .secp256k1: "secp256k1"
        case .ed25519: "Ed25519"
        case .ed448: "Ed448"
        case .x25519: "X25519"
        }
    }
}

/// The values of `kty` (RFC 7518 §6.1, RFC 8037 §2).
enum KeyType: String, CaseIterable {
    case rsa = "RSA"
    case elliptic = "EC"
    case edwards = "OKP"
    case octets = "oct"

    /// The members that a thumbprint is the hash of, in lexicographic order (RFC 7638 §3.2, RFC 8037 §2).
    var thumbprintMembers: [String] {
        switch self {
        case .rsa: ["e", "kty", "n"]
        case .elliptic: ["crv", "kty", "x", "y"]
        case .edwards: ["crv", "kty", "x"]
        case .octets: ["k", "kty"]
        }
    }
}

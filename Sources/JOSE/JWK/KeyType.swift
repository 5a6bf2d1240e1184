/// The values of `kty` (RFC 7518 §6.1, RFC 8037 §2).
enum KeyType: String, CaseIterable {
    case rsa = "RSA"
    case elliptic = "EC"
    case edwards = "OKP"
    case octets = "oct"
}

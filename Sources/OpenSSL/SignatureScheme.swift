/// How a digest becomes a signature.
package enum SignatureScheme: Sendable, Hashable {
    /// RSASSA-PKCS1-v1_5.
    case rsaPKCS1(HashAlgorithm)
    /// RSASSA-PSS, MGF1 with the same hash, a salt as long as the hash (RFC 7518 §3.5).
    case rsaPSS(HashAlgorithm)
    /// ECDSA, the signature being R and S of equal length, one after the other (RFC 7518 §3.4).
    case ecdsa(HashAlgorithm)
    /// Ed25519 or Ed448 without context or prehash (RFC 8037 §3.1).
    case eddsa
}

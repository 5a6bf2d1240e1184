/// Why there is no key to decrypt with, or to encrypt with.
public enum DecryptionKeyError: Error, Hashable {
    /// A member is missing, or is not written in the one form that it has.
    case invalidKey(JWKError)
    /// A `kty` that is not RSA, EC, OKP or oct.
    case unsupportedKeyType
    /// A `crv` that is not P-256, P-384 or X25519.
    case unsupportedCurve
    /// `alg` names nothing that is taken, or something for keys of another kind.
    case unsupportedAlgorithm
    /// `use` or `key_ops` do not let it decrypt.
    case notForEncryption
    /// An RSA key of under 2048 bits (RFC 7518 §4.2), or of over 4096: every token that somebody makes up costs its time.
    case modulusLength
    /// A secret that is as long as no content encryption key of its `alg`.
    case secretLength
    /// The private members do not belong to the public ones.
    case halvesDoNotMatch
    /// libcrypto refused, with its reason.
    case cryptography(String)
}

extension DecryptionKeyError: CustomStringConvertible {
    /// One sentence, without any value from the key.
    public var description: String {
        switch self {
        case .invalidKey(let error): error.description
        case .unsupportedKeyType: "The key's kty is not RSA, EC, OKP or oct."
        case .unsupportedCurve: "The key's crv is not P-256, P-384 or X25519."
        case .unsupportedAlgorithm: "The key's alg is not one for encryption that is supported with its kty."
        case .notForEncryption: "The key's use or key_ops do not let it decrypt."
        case .modulusLength: "The key's modulus does not have from 2048 to 4096 bits."
        case .secretLength:
            "The secret does not have the 16, 32 or 64 bytes of a content encryption key, or of its alg."
        case .halvesDoNotMatch: "The key's private members do not belong to its public ones."
        case .cryptography(let reason): "libcrypto refused: \(reason)."
        }
    }
}

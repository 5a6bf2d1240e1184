/// Why there is no key to sign with, or no signature.
public enum SigningKeyError: Error, Hashable {
    /// The JWK is not a private key for its `alg`.
    case invalidKey(JWKError)
    /// The private members do not belong to the public ones.
    case halvesDoNotMatch
    /// libcrypto refused, with its reason.
    case cryptography(String)
}

extension SigningKeyError: CustomStringConvertible {
    /// One sentence, without any value from the key.
    public var description: String {
        switch self {
        case .invalidKey(let error): error.description
        case .halvesDoNotMatch: "The key's private members do not belong to its public ones."
        case .cryptography(let reason): "libcrypto refused: \(reason)."
        }
    }
}

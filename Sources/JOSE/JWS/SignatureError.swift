/// Why a signature was not accepted.
public enum SignatureError: Error, Hashable {
    /// The header names another algorithm than the caller allows.
    case algorithmMismatch
    /// The key's type, curve, `alg`, `use` or `key_ops` does not fit the algorithm.
    case keyNotUsable
    /// Not as long as the algorithm and the key make it.
    case wrongLength
    /// The signature was not made with this key over these bytes.
    case mismatch
}

extension SignatureError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .algorithmMismatch: "The header names another algorithm."
        case .keyNotUsable: "The key does not serve the algorithm."
        case .wrongLength: "The signature does not have the length that the algorithm and the key give it."
        case .mismatch: "The signature was not made with this key over these bytes."
        }
    }
}

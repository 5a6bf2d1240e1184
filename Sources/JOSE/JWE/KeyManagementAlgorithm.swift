import OpenSSL
import Text

/// How a recipient comes by the content encryption key (RFC 7518 §4.1): the values of `alg` that are taken.
///
/// `RSA1_5` is left out since nobody decrypts it without giving something away, `PBES2` since a token chooses how long it takes.
public enum KeyManagementAlgorithm: String, Sendable, CaseIterable {
    /// RSAES-OAEP with SHA-1 and its mask generation (RFC 7518 §4.3).
    case rsaOAEP = "RSA-OAEP"
    /// RSAES-OAEP with SHA-256 and MGF1 with SHA-256 (RFC 7518 §4.3).
    case rsaOAEP256 = "RSA-OAEP-256"
    /// ECDH with an ephemeral key, whose outcome is the key itself (RFC 7518 §4.6).
    case ecdhES = "ECDH-ES"
    /// The same, whose outcome wraps the key with AES of 128 bits.
    case ecdhESA128KW = "ECDH-ES+A128KW"
    /// The same, whose outcome wraps the key with AES of 256 bits.
    case ecdhESA256KW = "ECDH-ES+A256KW"
    /// The key is one that both ends have (RFC 7518 §4.5).
    case direct = "dir"

    /// How the content encryption key is found.
    enum Method: Sendable, Hashable {
        case oaep(OAEPHash)
        /// With the length of the key that wraps, in bytes; without one nothing is wrapped.
        case agreement(wrappingKeyByteCount: Int?)
        case direct
    }

    var method: Method {
        switch self {
        case .rsaOAEP: .oaep(.sha1)
        case .rsaOAEP256: .oaep(.sha256)
        case .ecdhES: .agreement(wrappingKeyByteCount: nil)
        case .ecdhESA128KW: .agreement(wrappingKeyByteCount: 16)
        case .ecdhESA256KW: .agreement(wrappingKeyByteCount: 32)
        case .direct: .direct
        }
    }

    /// The value of `alg`, in its exact spelling.
    public var name: String { rawValue }

    /// - Parameter name: The value of `alg`; case matters (RFC 7516 §4.1.1).
    public init?(named name: String) {
        guard let algorithm = Self.allCases.first(where: { $0.rawValue.isSameText(as: name) }) else { return nil }
        self = algorithm
    }
}

import OpenSSL
import Text

/// How the content is encrypted and authenticated (RFC 7518 §5.1): the values of `enc` that are taken.
public enum ContentEncryptionAlgorithm: String, Sendable, CaseIterable {
    /// AES GCM with a key of 128 bits (RFC 7518 §5.3).
    case a128GCM = "A128GCM"
    /// AES GCM with a key of 256 bits (RFC 7518 §5.3).
    case a256GCM = "A256GCM"
    /// AES CBC with a key of 128 bits and HMAC with SHA-256 (RFC 7518 §5.2.3).
    case a128CBCHS256 = "A128CBC-HS256"
    /// AES CBC with a key of 256 bits and HMAC with SHA-512 (RFC 7518 §5.2.5).
    case a256CBCHS512 = "A256CBC-HS512"

    /// The value of `enc`, in its exact spelling.
    public var name: String { rawValue }

    /// - Parameter name: The value of `enc`; case matters (RFC 7516 §4.1.2).
    public init?(named name: String) {
        guard let algorithm = Self.allCases.first(where: { $0.rawValue.isSameText(as: name) }) else { return nil }
        self = algorithm
    }

    /// The length of the content encryption key, in bytes.
    public var keyByteCount: Int {
        switch self {
        case .a128GCM: 16
        case .a256GCM, .a128CBCHS256: 32
        case .a256CBCHS512: 64
        }
    }

    /// The length of the initialization vector, in bytes.
    var vectorByteCount: Int {
        switch self {
        case .a128GCM, .a256GCM: AESGCM.vectorByteCount
        case .a128CBCHS256, .a256CBCHS512: AESCBC.vectorByteCount
        }
    }

    /// The length of the authentication tag, in bytes.
    var tagByteCount: Int {
        switch self {
        case .a128GCM, .a256GCM: AESGCM.tagByteCount
        case .a128CBCHS256: 16
        case .a256CBCHS512: 32
        }
    }

    /// The plaintext; `nil` where the tag does not hold.
    func open(_ content: SealedContent, key: [UInt8], authenticating data: [UInt8]) -> [UInt8]? {
        guard key.count == keyByteCount, content.vector.count == vectorByteCount, content.tag.count == tagByteCount
        else { return nil }
        switch self {
        case .a128GCM, .a256GCM:
            return AESGCM.open(
                content.ciphertext.span,
                tag: content.tag.span,
                key: key,
                vector: content.vector,
                authenticating: data.span
            )
        case .a128CBCHS256: return AESCBCHMAC(key, .sha256)?.open(content, authenticating: data)
        case .a256CBCHS512: return AESCBCHMAC(key, .sha512)?.open(content, authenticating: data)
        }
    }

    /// The content under this key and vector; `nil` where one of them has another length than the algorithm asks for.
    func seal(
        _ plaintext: [UInt8],
        key: [UInt8],
        vector: [UInt8],
        authenticating data: [UInt8]
    ) -> SealedContent? {
        guard key.count == keyByteCount, vector.count == vectorByteCount else { return nil }
        switch self {
        case .a128GCM, .a256GCM:
            return AESGCM.seal(plaintext.span, key: key, vector: vector, authenticating: data.span).map {
                SealedContent(vector: vector, ciphertext: $0.ciphertext, tag: $0.tag)
            }
        case .a128CBCHS256: return AESCBCHMAC(key, .sha256)?.seal(plaintext, vector: vector, authenticating: data)
        case .a256CBCHS512: return AESCBCHMAC(key, .sha512)?.seal(plaintext, vector: vector, authenticating: data)
        }
    }
}

/// What authenticated encryption makes of a plaintext, and the vector that it was made with.
struct SealedContent: Sendable {
    let vector: [UInt8]
    let ciphertext: [UInt8]
    let tag: [UInt8]
}

/// Why a text is not a compact JWE that can be looked at further.
public enum CompactJWEError: Error, Hashable {
    /// What stands before, between and after the dots.
    public enum Part: String, Sendable, Hashable {
        case header
        case encryptedKey = "encrypted key"
        case initializationVector = "initialization vector"
        case ciphertext
        case authenticationTag = "authentication tag"
    }

    /// RFC 7516 §7.1.
    case notFiveParts
    /// RFC 7516 §5.2, step 2.
    case notBase64URL(Part)
    /// RFC 7516 §5.2, step 3.
    case headerNotJSONObject(JSONError)
    /// RFC 7516 §4.1.13.
    case critical
    /// RFC 7516 §4.1.3. What is compressed can be much longer than it seems, and its length tells of its content.
    case compressed
    /// RFC 7516 §4.1.1.
    case algorithmMissing
    /// RFC 7516 §4.1.2.
    case encryptionMissing
    /// RFC 7516 §4.1.6.
    case keyIDNotString
    /// RFC 7516 §4.1.12.
    case contentTypeNotString
}

extension CompactJWEError: CustomStringConvertible {
    /// One sentence, without any text from the token.
    public var description: String {
        switch self {
        case .notFiveParts: "The token does not consist of five parts with a dot between them."
        case .notBase64URL(let part): "The \(part.rawValue) is not base64url without padding."
        case .headerNotJSONObject(let error): "The header is not a JSON object that is accepted: \(error)."
        case .critical: "The header has crit, and no extension is understood."
        case .compressed: "The header has zip, and nothing compressed is accepted."
        case .algorithmMissing: "The header has no alg, or one that is not a string."
        case .encryptionMissing: "The header has no enc, or one that is not a string."
        case .keyIDNotString: "The header's kid is not a string."
        case .contentTypeNotString: "The header's cty is not a string."
        }
    }
}

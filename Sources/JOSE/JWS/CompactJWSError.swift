/// Why a text is not a compact JWS that can be looked at further.
public enum CompactJWSError: Error, Hashable {
    /// What stands before, between and after the dots.
    public enum Part: String, Sendable, Hashable {
        case header
        case payload
        case signature
    }

    /// RFC 7515 §7.1.
    case notThreeParts
    /// RFC 7515 §2.
    case notBase64URL(Part)
    /// RFC 7515 §4 and §5.2.
    case headerNotJSONObject(JSONError)
    /// RFC 7515 §4.1.11.
    case critical
    /// RFC 7797 §3.
    case unencodedPayload
    /// RFC 7515 §4.1.1.
    case algorithmMissing
    /// RFC 7515 §4.1.4.
    case keyIDNotString
    /// RFC 7515 §4.1.9.
    case typeNotString
}

extension CompactJWSError: CustomStringConvertible {
    /// One sentence, without any text from the token.
    public var description: String {
        switch self {
        case .notThreeParts: "The token does not consist of three parts with a dot between them."
        case .notBase64URL(let part): "The \(part.rawValue) is not base64url without padding."
        case .headerNotJSONObject(let error): "The header is not a JSON object that is accepted: \(error)."
        case .critical: "The header has crit, and no extension is understood."
        case .unencodedPayload: "The header has b64, and an unencoded payload is not accepted."
        case .algorithmMissing: "The header has no alg, or one that is not a string."
        case .keyIDNotString: "The header's kid is not a string."
        case .typeNotString: "The header's typ is not a string."
        }
    }
}

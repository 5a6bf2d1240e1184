/// Why a text is not a compact JWS that can be looked at further.
public enum CompactJWSError: Error, Hashable {
    public enum Part: String, Sendable, Hashable {
        case header
        case payload
        case signature
    }

    case notThreeParts
    case notBase64URL(Part)
    case headerNotJSONObject(JSONError)
    case critical
    case unencodedPayload
    case algorithmMissing
    case keyIDNotString
    case typeNotString
}

extension CompactJWSError: CustomStringConvertible {
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

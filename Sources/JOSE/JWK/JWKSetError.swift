/// Why bytes are not a JWK set at all.
public enum JWKSetError: Error, Hashable {
    /// Not a JSON object that is accepted.
    case notJSON(JSONError)
    /// RFC 7517 §5.1.
    case keysMissing
}

extension JWKSetError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .notJSON(let error): "The key set is not a JSON object that is accepted: \(error)."
        case .keysMissing: "The key set has no array named keys."
        }
    }
}

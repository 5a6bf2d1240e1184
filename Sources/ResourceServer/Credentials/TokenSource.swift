import Text

/// A place of a request in which an access token may stand.
public enum TokenSource: Sendable, Hashable {
    /// The `Authorization` header field (RFC 6750 §2.1).
    case header
    /// A cookie of this name.
    case cookie(String)
    /// A query parameter of this name (RFC 6750 §2.3); RFC 9700 §4.3.2 advises against it, since addresses end up in logs.
    case query(String)

    /// An address, which ends in histories and logs.
    package var isQuery: Bool { if case .query = self { true } else { false } }

    /// Reads `header`, `cookie:NAME` or `query:NAME`; `nil` for anything else.
    public init?(_ text: String) {
        if text == "header" {
            self = .header
            return
        }
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let name = String(text[text.index(after: colon)...])
        // RFC 6265 §4.1.1: what the name of a cookie is made of.
        guard !name.isEmpty, name.utf8.allSatisfy(\.isTokenCharacter) else { return nil }
        switch text[..<colon] {
        case "cookie": self = .cookie(name)
        case "query": self = .query(name)
        default: return nil
        }
    }
}

extension TokenSource: CustomStringConvertible {
    /// As the initialiser reads it.
    public var description: String {
        switch self {
        case .header: "header"
        case .cookie(let name): "cookie:\(name)"
        case .query(let name): "query:\(name)"
        }
    }
}

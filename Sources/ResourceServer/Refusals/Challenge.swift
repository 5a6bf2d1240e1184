import OAuth
import Text

/// The value of a `WWW-Authenticate` header field: one challenge (RFC 9110 §11.6.1, RFC 6750 §3).
struct Challenge {
    private(set) var value: String

    /// A challenge of `scheme` with only its realm.
    init(scheme: String, realm: String) {
        value = "\(scheme) realm=\"\(Self.quotable(realm))\""
    }

    /// Adds a parameter; what could leave its quotes or its line is left out of the text.
    mutating func add(_ name: StaticString, _ text: String) {
        value += ", \(name)=\"\(Self.quotable(text))\""
    }

    /// `%x20-21 / %x23-5B / %x5D-7E`, the characters that RFC 6750 §3 allows in `error_description`.
    ///
    /// This is the one way of any text into a challenge.
    static func quotable(_ text: String) -> String {
        let isQuotable = text.utf8.allSatisfy(\.isQuotable)
        return isQuotable ? text : String(decoding: text.utf8.filter(\.isQuotable), as: UTF8.self)
    }
}

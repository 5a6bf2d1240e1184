public import HTTPTypes

/// What a web server says about a request besides its method and target.
///
/// A source is asked when somebody wants to know, so a header field that nobody reads costs nothing.
public protocol RequestSource: Sendable {
    /// The values of every header field line with this name, in the order in which they arrived; empty if there is none.
    func values(of name: HTTPField.Name) -> [String]

    /// All header fields, in the order in which they arrived.
    var headerFields: HTTPFields { get }

    /// Whether there is a header field whose name matches, in CGI's spelling behind `HTTP_`: in upper case with `_` for `-`, and
    /// whatever else it was written with (RFC 3875 §4.1.18).
    func containsHeaderField(where isMatch: (_ name: Span<UInt8>) -> Bool) -> Bool

    /// A meta-variable of the web server (RFC 3875 §4.1), such as `SERVER_NAME`; `nil` if it was not passed.
    ///
    /// Names that start with `HTTP_` are the client's words; every other name is the web server's.
    func metaVariable(_ name: StaticString) -> String?

    /// Adds the bytes of a meta-variable to `bytes`, as they were sent: no string is made for who only passes them on.
    ///
    /// - Returns: Whether it was passed.
    func appendMetaVariable(_ name: StaticString, to bytes: inout [UInt8]) -> Bool
}

extension RequestSource {
    /// Adds the bytes of ``metaVariable(_:)``.
    public func appendMetaVariable(_ name: StaticString, to bytes: inout [UInt8]) -> Bool {
        guard let value = metaVariable(name) else { return false }
        bytes.append(contentsOf: value.utf8)
        return true
    }
}

/// A source for requests that did not come from a web server, above all in tests.
public struct LiteralRequestSource: RequestSource {
    /// The header fields, in order.
    public var headerFields: HTTPFields
    /// The meta-variables by name.
    public var metaVariables: [String: String]

    /// A source that answers with just these fields and meta-variables.
    public init(headerFields: HTTPFields = [:], metaVariables: [String: String] = [:]) {
        self.headerFields = headerFields
        self.metaVariables = metaVariables
    }

    /// The values of the fields with this name.
    public func values(of name: HTTPField.Name) -> [String] {
        headerFields[values: name]
    }

    /// Whether a field has a name that matches.
    public func containsHeaderField(where isMatch: (_ name: Span<UInt8>) -> Bool) -> Bool {
        headerFields.contains { field in
            isMatch(Array(field.name.rawName.uppercased().replacing("-", with: "_").utf8).span)
        }
    }

    /// The meta-variable with this name.
    public func metaVariable(_ name: StaticString) -> String? {
        metaVariables[name.description]
    }
}

public import HTTPTypes

/// What a web server says about a request besides its method and target.
///
/// A source is asked when somebody wants to know, so a header field that nobody reads costs nothing.
public protocol RequestSource: Sendable {
    /// The values of every header field line with this name, in the order in which they arrived; empty if there is none.
    func values(of name: HTTPField.Name) -> [String]

    /// All header fields, in the order in which they arrived.
    var headerFields: HTTPFields { get }

    /// A meta-variable of the web server (RFC 3875 §4.1), such as `SERVER_NAME`; `nil` if it was not passed.
    ///
    /// Names that start with `HTTP_` are the client's words; every other name is the web server's.
    func metaVariable(_ name: StaticString) -> String?
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

    /// The meta-variable with this name.
    public func metaVariable(_ name: StaticString) -> String? {
        metaVariables[name.description]
    }
}

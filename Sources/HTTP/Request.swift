public import HTTPTypes

/// An HTTP request as the web server passed it on, whole: a handler never waits for the rest of one.
public struct Request: Sendable {
    /// The method, as sent; methods are case-sensitive (RFC 9110 §9.1).
    public let method: HTTPRequest.Method
    /// The request target as the client sent it: neither decoded nor normalised.
    public let target: String
    /// The target without its query: still as sent, so `/a/..%2fb` is not `/b`.
    public let path: String
    /// The content, empty if there is none. The server bounds its length.
    public let body: [UInt8]
    /// What stands in the path where the route that was found has parameters.
    public internal(set) var parameters = PathParameters()
    private let source: any RequestSource

    /// A request from a source that is asked for header fields and meta-variables when they are wanted.
    public init(method: HTTPRequest.Method, target: String, source: any RequestSource, body: [UInt8] = []) {
        self.method = method
        self.target = target
        self.path = target.utf8.firstIndex(of: UInt8(ascii: "?")).map { String(target[..<$0]) } ?? target
        self.source = source
        self.body = body
    }

    /// A request made of literal values.
    public init(
        method: HTTPRequest.Method = .get,
        target: String,
        headerFields: HTTPFields = [:],
        metaVariables: [String: String] = [:],
        body: [UInt8] = []
    ) {
        let source = LiteralRequestSource(headerFields: headerFields, metaVariables: metaVariables)
        self.init(method: method, target: target, source: source, body: body)
    }

    /// The target is a path (RFC 9112 §3.2.1): `http://host?query`, `*` and `host:port` name nothing here.
    public var isInOriginForm: Bool { target.utf8.first == UInt8(ascii: "/") }

    /// The query of the target, without its question mark; `nil` if the target has none.
    public var query: String? {
        target.utf8.firstIndex(of: UInt8(ascii: "?")).map { String(target[target.utf8.index(after: $0)...]) }
    }

    /// All header fields, in the order in which they arrived.
    public var headerFields: HTTPFields { source.headerFields }

    /// The values of every header field line with this name; two lines are two values, never one joined by a comma.
    public func values(of name: HTTPField.Name) -> [String] { source.values(of: name) }

    /// Whether there is a header field whose name matches, in CGI's spelling behind `HTTP_`: in upper case with `_` for `-`, and
    /// whatever else it was written with (RFC 3875 §4.1.18).
    public func containsHeaderField(where isMatch: (_ name: Span<UInt8>) -> Bool) -> Bool {
        source.containsHeaderField(where: isMatch)
    }

    /// A meta-variable of the web server (RFC 3875 §4.1), such as `SERVER_NAME`; `nil` if it was not passed.
    public func metaVariable(_ name: StaticString) -> String? { source.metaVariable(name) }

    /// Adds the bytes of a meta-variable to `bytes`, as they were sent, without a string that is made for them.
    ///
    /// - Returns: Whether it was passed.
    public func appendMetaVariable(_ name: StaticString, to bytes: inout [UInt8]) -> Bool {
        source.appendMetaVariable(name, to: &bytes)
    }
}

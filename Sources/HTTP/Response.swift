public import FoundationEssentials
public import HTTPTypes

/// An HTTP response. The server adds `Content-Length` and `X-Content-Type-Options: nosniff`, and leaves the body out where
/// the method asks it to.
public struct Response: Sendable {
    /// The status.
    public var status: HTTPResponse.Status
    /// The header fields. A name may stand in several lines; their order is kept.
    public var headerFields: HTTPFields
    /// The content.
    public var body: [UInt8]
    /// How the response came about, for middleware that logs or counts; it is never sent.
    public var context: (any Sendable)?
    /// The path under which a ``Router`` found who answers; `nil` if none did. It is never sent.
    public var route: String?
    /// The number of the guarded location that the response is about, for who counts by location. It is never sent.
    package var location: Int?

    /// A response with these parts.
    public init(
        status: HTTPResponse.Status,
        headerFields: HTTPFields = [:],
        body: [UInt8] = [],
        context: (any Sendable)? = nil
    ) {
        self.status = status
        self.headerFields = headerFields
        self.body = body
        self.context = context
    }

    /// A response whose body is `value` in JSON.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - status: The status.
    ///   - encoder: How dates, data and keys are written; by default with sorted keys and without escaped slashes.
    /// - Returns: The response.
    /// - Throws: What the encoder throws.
    public static func json(
        _ value: some Encodable,
        status: HTTPResponse.Status = .ok,
        encoder: JSONEncoder? = nil
    ) throws -> Response {
        Response(json: Array(try (encoder ?? standardEncoder).encode(value)), status: status)
    }

    private static let standardEncoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return encoder
    }()

    /// A response whose body is already JSON.
    public init(json: [UInt8], status: HTTPResponse.Status = .ok) {
        self.init(status: status, headerFields: Self.jsonFields, body: json)
    }

    private static let jsonFields: HTTPFields = [.contentType: "application/json"]
}

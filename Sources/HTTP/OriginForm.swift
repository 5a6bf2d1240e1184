/// Lets only requests through whose target is a path (RFC 9112 §3.2.1).
///
/// `http://host?query`, `*` and `host:port` name no resource of an API.
public struct OriginForm: Middleware {
    /// A middleware that looks at the first character.
    public init() {}

    /// The response of `next`, or 400.
    public func respond(to request: Request, next: any Handler) async throws -> Response {
        guard request.target.utf8.first == UInt8(ascii: "/") else { return .badRequest }
        return try await next.respond(to: request)
    }
}

/// Lets only requests through whose target is a path (``Request/isInOriginForm``): no other names a resource of an API.
public struct OriginForm: Middleware {
    /// The middleware.
    public init() {}

    /// The response of `next`, or 400.
    public func respond(to request: Request, next: any Handler) async throws -> Response {
        guard request.isInOriginForm else { return .badRequest }
        return try await next.respond(to: request)
    }
}

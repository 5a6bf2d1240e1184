public import HTTP
import HTTPTypes

/// Keeps answers to requests that carry credentials out of caches, also where nobody looks at the credentials.
public struct CredentialedResponses: Middleware {
    /// A middleware that looks for an `Authorization` header field.
    public init() {}

    /// The response of `next`, with `Cache-Control: no-store` where that says nothing itself.
    public func respond(to request: Request, next: any Handler) async throws -> Response {
        var response = try await next.respond(to: request)
        if response.headerFields[.cacheControl] == nil, !request.values(of: .authorization).isEmpty {
            response.headerFields[.cacheControl] = "no-store"
        }
        return response
    }
}

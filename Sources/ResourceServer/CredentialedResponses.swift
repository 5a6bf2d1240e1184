public import HTTP
import HTTPTypes

/// Keeps answers to requests that carry credentials out of caches, also where nobody looks at the credentials.
public struct CredentialedResponses: Middleware {
    /// A middleware that looks for an `Authorization` header field.
    public init() {}

    /// The response of `next`, with `Cache-Control: no-store` where that says nothing itself.
    public func respond(to request: Request, next: any Handler) async throws -> Response {
        Self.protect(try await next.respond(to: request), to: request)
    }

    /// `response` to `request`, with `Cache-Control: no-store` if that carries credentials and `response` says nothing itself.
    public static func protect(_ response: Response, to request: Request) -> Response {
        var response = response
        if response.headerFields[.cacheControl] == nil, !request.values(of: .authorization).isEmpty {
            response.headerFields[.cacheControl] = "no-store"
        }
        return response
    }
}

public import HTTP
import HTTPTypes

/// Keeps answers to requests that carry credentials out of caches, also where nobody looks at the credentials.
public struct CredentialedResponses: ImmediateMiddleware {
    /// A middleware that looks for an `Authorization` header field.
    public init() {}

    /// Adds `Cache-Control: no-store` if the request carries credentials and the response says nothing itself.
    public func complete(_ response: inout Response, to request: Request) {
        if response.headerFields[.cacheControl] == nil, !request.values(of: .authorization).isEmpty {
            response.headerFields[.cacheControl] = "no-store"
        }
    }
}

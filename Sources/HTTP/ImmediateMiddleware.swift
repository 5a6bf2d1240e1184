/// A middleware that waits for nothing itself: it looks at a request before anybody else does, and at the response after them.
public protocol ImmediateMiddleware: Middleware {
    /// The response to `request`, if nobody else is to be asked; `nil` unless a middleware says otherwise.
    func answer(to request: Request) -> Response?

    /// Changes the response of those behind; it stays as it is unless a middleware says otherwise.
    func complete(_ response: inout Response, to request: Request)
}

extension ImmediateMiddleware {
    /// `nil`.
    public func answer(to request: Request) -> Response? { nil }

    /// Nothing.
    public func complete(_ response: inout Response, to request: Request) {}

    /// Its own answer, or the completed one of `next`.
    public func respond(to request: Request, next: any Handler) async throws -> Response {
        if let answer = answer(to: request) { return answer }
        var response = try await next.respond(to: request)
        complete(&response, to: request)
        return response
    }

    /// The same, where `next` need not wait.
    public func respondAtOnce(to request: Request, next: any Handler) throws -> Response? {
        if let answer = answer(to: request) { return answer }
        guard var response = try next.respondAtOnce(to: request) else { return nil }
        complete(&response, to: request)
        return response
    }
}

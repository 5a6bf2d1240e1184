/// Stands before a handler: answers by itself, or passes the request on and may change the response. It sees a request's
/// body where the handler behind it reads it.
public protocol Middleware: Sendable {
    /// The response to `request`, for which `next` may be asked once.
    ///
    /// - Throws: Anything; the server answers 500 and says nothing of the error to the client.
    func respond(to request: Request, next: any Handler) async throws -> Response
}

extension Handler {
    /// This handler behind `middleware`.
    @inlinable
    public func behind(_ middleware: some Middleware) -> some Handler {
        MiddlewareHandler(middleware: middleware, next: self)
    }
}

/// Inlined where it is made, so that a request passes it without a call of its own.
@usableFromInline
struct MiddlewareHandler<M: Middleware>: Handler {
    @usableFromInline let middleware: M
    @usableFromInline let next: any Handler

    @inlinable
    init(middleware: M, next: any Handler) {
        self.middleware = middleware
        self.next = next
    }

    @inlinable
    func respond(to request: Request) async throws -> Response {
        try await middleware.respond(to: request, next: next)
    }

    @usableFromInline
    func readsBody(of request: Request) -> Bool { next.readsBody(of: request) }
}

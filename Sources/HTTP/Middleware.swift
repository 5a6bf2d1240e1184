/// Stands before a handler: answers by itself, or passes the request on and may change the response. It sees a request's
/// body where the handler behind it reads it.
public protocol Middleware: Sendable {
    /// The response to `request`, for which `next` may be asked once.
    ///
    /// - Throws: Anything; the server answers 500 and says nothing of the error to the client.
    func respond(to request: Request, next: any Handler) async throws -> Response

    /// The response to `request`, where it can be had without waiting, for which `next` may be asked once in the same way.
    ///
    /// - Returns: `nil` to have ``respond(to:next:)`` asked, as if nothing had been. That is what a middleware does unless it says
    ///   otherwise.
    /// - Throws: As ``respond(to:next:)``.
    func respondAtOnce(to request: Request, next: any Handler) throws -> Response?
}

extension Middleware {
    /// `nil`.
    public func respondAtOnce(to request: Request, next: any Handler) throws -> Response? { nil }
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

    @inlinable
    func respondAtOnce(to request: Request) throws -> Response? {
        try middleware.respondAtOnce(to: request, next: next)
    }

    @usableFromInline
    func readsBody(of request: Request) -> Bool { next.readsBody(of: request) }
}

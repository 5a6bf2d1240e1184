/// Answers requests.
public protocol Handler: Sendable {
    /// The response to `request`.
    ///
    /// It runs on the worker that read the request. It may suspend: its worker serves others meanwhile. It must not
    /// block. The task is cancelled when the web server has left, or when the server stops and its grace is over.
    ///
    /// - Throws: Anything; the server answers 500 and says nothing of the error to the client.
    func respond(to request: Request) async throws -> Response

    /// The response to `request`, where it can be had without waiting: the server asks for that first, and spares a task.
    ///
    /// - Returns: `nil` to have ``respond(to:)`` asked, as if nothing had been. That is what a handler does unless it says otherwise.
    /// - Throws: As ``respond(to:)``.
    func respondAtOnce(to request: Request) throws -> Response?

    /// Whether ``respond(to:)`` reads ``Request/body`` of such a request: `true` unless a handler says otherwise.
    ///
    /// The server asks before it keeps any of a body. One that is not read is thrown away as it arrives, and costs no memory.
    func readsBody(of request: Request) -> Bool
}

extension Handler {
    /// `nil`.
    public func respondAtOnce(to request: Request) throws -> Response? { nil }

    /// `true`.
    public func readsBody(of request: Request) -> Bool { true }

    /// This handler, which never reads a body: the server keeps none for it.
    @inlinable
    public func withoutBody() -> some Handler {
        BodylessHandler(handler: self)
    }
}

/// Inlined where it is made, so that a request passes it without a call of its own.
@usableFromInline
struct BodylessHandler<H: Handler>: Handler {
    @usableFromInline let handler: H

    @inlinable
    init(handler: H) {
        self.handler = handler
    }

    @inlinable
    func respond(to request: Request) async throws -> Response {
        try await handler.respond(to: request)
    }

    @inlinable
    func respondAtOnce(to request: Request) throws -> Response? {
        try handler.respondAtOnce(to: request)
    }

    @usableFromInline
    func readsBody(of request: Request) -> Bool { false }
}

/// A handler that is one closure.
public struct ClosureHandler: Handler {
    private let body: Body

    private enum Body {
        case atOnce(@Sendable (Request) throws -> Response)
        case waiting(@Sendable (Request) async throws -> Response)
    }

    /// A handler that answers with what `body` returns, which may wait for something.
    public init(_ body: @escaping @Sendable (Request) async throws -> Response) {
        self.body = .waiting(body)
    }

    /// A handler that answers with what `body` returns, which waits for nothing.
    public init(_ body: @escaping @Sendable (Request) throws -> Response) {
        self.body = .atOnce(body)
    }

    /// What the closure returns or throws.
    public func respond(to request: Request) async throws -> Response {
        switch body {
        case .atOnce(let body): try body(request)
        case .waiting(let body): try await body(request)
        }
    }

    /// What a closure that waits for nothing returns or throws.
    public func respondAtOnce(to request: Request) throws -> Response? {
        guard case .atOnce(let body) = body else { return nil }
        return try body(request)
    }
}

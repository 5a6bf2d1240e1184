/// Answers requests.
public protocol Handler: Sendable {
    /// The response to `request`.
    ///
    /// It runs on the worker that read the request. It may suspend: its worker serves others meanwhile. It must not
    /// block. The task is cancelled when the web server has left, or when the server stops and its grace is over.
    ///
    /// - Throws: Anything; the server answers 500 and says nothing of the error to the client.
    func respond(to request: Request) async throws -> Response
}

/// A handler that is one closure.
public struct ClosureHandler: Handler {
    private let body: @Sendable (Request) async throws -> Response

    /// A handler that answers with what `body` returns.
    public init(_ body: @escaping @Sendable (Request) async throws -> Response) {
        self.body = body
    }

    /// What the closure returns or throws.
    public func respond(to request: Request) async throws -> Response {
        try await body(request)
    }
}

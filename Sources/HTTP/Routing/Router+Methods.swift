import HTTPTypes

extension Router {
    /// Serves `GET` and `HEAD` on `path` with `handler`.
    public mutating func get(_ path: String, _ handler: any Handler) {
        on(.get, path, handler)
    }

    /// Serves `GET` and `HEAD` on `path` with what `body` returns.
    public mutating func get(_ path: String, _ body: @escaping @Sendable (Request) async throws -> Response) {
        on(.get, path, ClosureHandler(body))
    }

    /// Serves `GET` and `HEAD` on `path` with what `body` returns, which waits for nothing.
    public mutating func get(_ path: String, _ body: @escaping @Sendable (Request) throws -> Response) {
        on(.get, path, ClosureHandler(body))
    }

    /// Serves `POST` on `path` with `handler`.
    public mutating func post(_ path: String, _ handler: any Handler) {
        on(.post, path, handler)
    }

    /// Serves `POST` on `path` with what `body` returns.
    public mutating func post(_ path: String, _ body: @escaping @Sendable (Request) async throws -> Response) {
        on(.post, path, ClosureHandler(body))
    }

    /// Serves `POST` on `path` with what `body` returns, which waits for nothing.
    public mutating func post(_ path: String, _ body: @escaping @Sendable (Request) throws -> Response) {
        on(.post, path, ClosureHandler(body))
    }

    /// Serves `PUT` on `path` with `handler`.
    public mutating func put(_ path: String, _ handler: any Handler) {
        on(.put, path, handler)
    }

    /// Serves `PUT` on `path` with what `body` returns.
    public mutating func put(_ path: String, _ body: @escaping @Sendable (Request) async throws -> Response) {
        on(.put, path, ClosureHandler(body))
    }

    /// Serves `PUT` on `path` with what `body` returns, which waits for nothing.
    public mutating func put(_ path: String, _ body: @escaping @Sendable (Request) throws -> Response) {
        on(.put, path, ClosureHandler(body))
    }

    /// Serves `PATCH` on `path` with `handler`.
    public mutating func patch(_ path: String, _ handler: any Handler) {
        on(.patch, path, handler)
    }

    /// Serves `PATCH` on `path` with what `body` returns.
    public mutating func patch(_ path: String, _ body: @escaping @Sendable (Request) async throws -> Response) {
        on(.patch, path, ClosureHandler(body))
    }

    /// Serves `PATCH` on `path` with what `body` returns, which waits for nothing.
    public mutating func patch(_ path: String, _ body: @escaping @Sendable (Request) throws -> Response) {
        on(.patch, path, ClosureHandler(body))
    }

    /// Serves `DELETE` on `path` with `handler`.
    public mutating func delete(_ path: String, _ handler: any Handler) {
        on(.delete, path, handler)
    }

    /// Serves `DELETE` on `path` with what `body` returns.
    public mutating func delete(_ path: String, _ body: @escaping @Sendable (Request) async throws -> Response) {
        on(.delete, path, ClosureHandler(body))
    }

    /// Serves `DELETE` on `path` with what `body` returns, which waits for nothing.
    public mutating func delete(_ path: String, _ body: @escaping @Sendable (Request) throws -> Response) {
        on(.delete, path, ClosureHandler(body))
    }
}

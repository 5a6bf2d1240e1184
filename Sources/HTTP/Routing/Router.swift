public import HTTPTypes
import Text

/// Chooses a handler by the path of a request, as the client sent it, and its method.
///
/// The path of a route is exact, or has parameters: `/orders/:id` is that of every order, and ``Request/parameters`` has what
/// stands there. Where several routes fit, an exact one answers, or else the one whose first segments are no parameters.
///
/// `HEAD` is served by what serves `GET`. `OPTIONS` on a known path is answered 204 with `Allow`, an unknown path 404 and
/// a method that the path does not have 405 with `Allow`. An ``AnsweringError`` that a handler throws is answered as it says.
public struct Router: Handler {
    private var routes: [ExactText: Route] = [:]
    private var patterns = RouteTree<Route>()
    private var longestPath = 0

    /// A router without routes.
    public init() {}

    /// Serves `method` on `path` with `handler`; what served it before is replaced.
    ///
    /// - Precondition: `path` starts with a slash, and each of its parameters has a name of its own.
    public mutating func on(_ method: HTTPRequest.Method, _ path: String, _ handler: any Handler) {
        guard let pattern = RoutePattern(path) else {
            preconditionFailure("\(path) is not the path of a route: expected one like /orders or /orders/:id")
        }
        let entry = Route.Entry(method: method, handler: handler, names: pattern.names)
        if entry.names.isEmpty {
            routes[ExactText(path), default: Route(path: path)].add(entry)
            longestPath = max(longestPath, path.utf8.count)
        } else {
            var route = patterns[pattern] ?? Route(path: path)
            route.add(entry)
            patterns[pattern] = route
        }
    }

    /// Serves `method` on `path` with what `body` returns.
    public mutating func on(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: @escaping @Sendable (Request) async throws -> Response
    ) {
        on(method, path, ClosureHandler(body))
    }

    /// Serves `method` on `path` with what `body` returns, which waits for nothing.
    public mutating func on(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: @escaping @Sendable (Request) throws -> Response
    ) {
        on(method, path, ClosureHandler(body))
    }

    /// What the handler of the request's path and method returns or throws; 204, 404 or 405 where there is none.
    public func respond(to request: Request) async throws -> Response {
        guard let (route, values) = route(for: request.path) else { return .notFound }
        guard let entry = route.entry(for: request.method) else { return route.answer(to: request.method) }
        var response: Response
        do {
            response = try await entry.handler.respond(to: entry.parameterised(request, values))
        } catch let error as any AnsweringError {
            response = error.response
        }
        response.route = route.path
        return response
    }

    /// The same, where that handler need not wait.
    public func respondAtOnce(to request: Request) throws -> Response? {
        guard let (route, values) = route(for: request.path) else { return .notFound }
        guard let entry = route.entry(for: request.method) else { return route.answer(to: request.method) }
        var response: Response?
        do {
            response = try entry.handler.respondAtOnce(to: entry.parameterised(request, values))
        } catch let error as any AnsweringError {
            response = error.response
        }
        response?.route = route.path
        return response
    }

    /// Whether the handler of the request's path and method does.
    public func readsBody(of request: Request) -> Bool {
        route(for: request.path)?.route.entry(for: request.method)?.handler.readsBody(of: request) ?? false
    }

    /// With what stands in the places of its parameters.
    private func route(for path: String) -> (route: Route, values: [String])? {
        // Most paths that have no route are longer than those that have one, and need not be hashed.
        if path.utf8.count <= longestPath, let route = routes[ExactText(path)] { return (route, []) }
        return patterns.match(path)
    }
}

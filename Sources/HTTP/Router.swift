public import HTTPTypes
import Text

/// Chooses a handler by the exact path of a request, as the client sent it, and its method.
///
/// `HEAD` is served by what serves `GET`. `OPTIONS` on a known path is answered 204 with `Allow`, an unknown path 404 and
/// a method that the path does not have 405 with `Allow`.
public struct Router: Handler {
    private var routes: [ExactText: Route] = [:]
    private var longestPath = 0

    private struct Route {
        let path: String
        var handlers: [(method: HTTPRequest.Method, handler: any Handler)] = []
        var allow = ""

        func handler(for method: HTTPRequest.Method) -> (any Handler)? {
            for entry in handlers where entry.method == method { return entry.handler }
            return method == .head ? handler(for: .get) : nil
        }

        /// The answer where no handler is asked.
        func answer(to method: HTTPRequest.Method) -> Response {
            if method == .options { return Response(status: .noContent, headerFields: [.allow: allow]) }
            var response = Response.methodNotAllowed
            response.headerFields[.allow] = allow
            return response
        }
    }

    /// A router without routes.
    public init() {}

    /// Serves `method` on `path` with `handler`; what served it before is replaced.
    public mutating func on(_ method: HTTPRequest.Method, _ path: String, _ handler: any Handler) {
        var route = routes[ExactText(path)] ?? Route(path: path)
        route.handlers.removeAll { $0.method == method }
        route.handlers.append((method, handler))
        var methods = route.handlers.map(\.method.rawValue)
        if route.handler(for: .head) != nil, !methods.contains("HEAD") { methods.append("HEAD") }
        if !methods.contains("OPTIONS") { methods.append("OPTIONS") }
        route.allow = methods.joined(separator: ", ")
        routes[ExactText(path)] = route
        longestPath = max(longestPath, path.utf8.count)
    }

    /// Serves `GET` and `HEAD` on `path`.
    public mutating func get(_ path: String, _ handler: any Handler) {
        on(.get, path, handler)
    }

    /// Serves `GET` and `HEAD` on `path`.
    public mutating func get(_ path: String, _ body: @escaping @Sendable (Request) async throws -> Response) {
        on(.get, path, ClosureHandler(body))
    }

    /// What the handler of the request's path and method returns or throws; 204, 404 or 405 where there is none.
    public func respond(to request: Request) async throws -> Response {
        guard let route = route(for: request.path) else { return .notFound }
        var response =
            if let handler = route.handler(for: request.method) {
                try await handler.respond(to: request)
            } else {
                route.answer(to: request.method)
            }
        response.route = route.path
        return response
    }

    /// Whether the handler of the request's path and method does.
    public func readsBody(of request: Request) -> Bool {
        route(for: request.path)?.handler(for: request.method)?.readsBody(of: request) ?? false
    }

    private func route(for path: String) -> Route? {
        // Most paths that have no route are longer than those that have one, and need not be hashed.
        path.utf8.count <= longestPath ? routes[ExactText(path)] : nil
    }
}

public import HTTP
import HTTPTypes
import OAuth
public import Tracing

/// Makes a span around each request, with the names of OpenTelemetry's semantic conventions for HTTP servers, and hands its context
/// on: handlers find it in `ServiceContext.current`, and so do clients that they call.
///
/// A span continues the trace of the request's `traceparent`, as far as the tracer reads it; one that is not of the grammar of W3C
/// Trace Context is not shown to it. `error.type` of a refused request is its error code, such as `token_expired`.
///
/// Without a tracer it costs nothing. With one, each request takes a task of its own: a span cannot be taken back where it turns
/// out that an answer has to wait.
public struct RequestTracing: Middleware {
    /// `nil` for none.
    private let tracer: (any Tracer)?

    /// A middleware, which belongs outside of everything that is to be measured.
    ///
    /// - Parameter tracer: Where spans go; by default the one that the program has bootstrapped before this is made.
    public init(tracer: any Tracer = InstrumentationSystem.tracer) {
        self.tracer = tracer is NoOpTracer ? nil : tracer
    }

    /// The response of `next`, within a span.
    public func respond(to request: Request, next: any Handler) async throws -> Response {
        guard let tracer else { return try await next.respond(to: request) }
        return try await Self.respond(to: request, next, in: tracer)
    }

    /// The response of `next`, where there is no tracer; else `nil`.
    public func respondAtOnce(to request: Request, next: any Handler) throws -> Response? {
        tracer == nil ? try next.respondAtOnce(to: request) : nil
    }

    private static func respond(
        to request: Request,
        _ next: any Handler,
        in tracer: some Tracer
    ) async throws -> Response {
        var context = ServiceContext.current ?? .topLevel
        tracer.extract(request, into: &context, using: RequestExtractor())
        return try await tracer.withSpan(request.knownMethod ?? "HTTP", context: context, ofKind: .server) { span in
            describe(request, in: span)
            let response = try await next.respond(to: request)
            describe(response, of: request, in: span)
            return response
        }
    }

    private static func describe(_ request: Request, in span: some Span) {
        span.attributes["http.request.method"] = request.knownMethod ?? "_OTHER"
        span.attributes["url.path"] = String(request.path.prefix(longestPath))
        if let scheme = request.metaVariable("REQUEST_SCHEME") { span.attributes["url.scheme"] = scheme }
        if let server = request.metaVariable("SERVER_NAME") { span.attributes["server.address"] = server }
    }

    private static let longestPath = 512

    private static func describe(_ response: Response, of request: Request, in span: some Span) {
        if let route = response.route {
            span.operationName = "\(request.knownMethod ?? "HTTP") \(route)"
            span.attributes["http.route"] = route
        }
        var status = response.status.code
        if case .refused(let refusal) = response.context as? AccessDecision {
            // The client's, also where the web server is told another.
            status = refusal.status.code
            span.attributes["error.type"] = refusal.code
        } else if status >= 500 {
            span.attributes["error.type"] = String(status)
        }
        span.attributes["http.response.status_code"] = Int64(status)
        // Of a server, what its client did wrong is no error.
        if status >= 500 { span.setStatus(SpanStatus(code: .error)) }
    }
}

/// Shows a tracer the header fields of a request that are there once.
private struct RequestExtractor: Extractor {
    func extract(key: String, from request: Request) -> String? {
        guard let name = HTTPField.Name(key) else { return nil }
        if name == .traceparent, TraceContext(request) == nil { return nil }
        let values = request.values(of: name)
        return values.count == 1 ? values.first : nil
    }
}

extension Request {
    /// `nil` for one that nobody has registered: a client could make names without end.
    fileprivate var knownMethod: String? {
        let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .delete, .connect, .options, .trace, .patch]
        return known.contains(method) ? method.rawValue : nil
    }
}

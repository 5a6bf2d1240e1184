import HTTP
import HTTPTypes
import InMemoryTracing
import OAuth
import ResourceServer
import Synchronization
import Testing
import Tracing

@Suite struct RequestTracingTests {
    private let tracer = InMemoryTracer()

    private func fields(_ pairs: [(String, String)]) throws -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in pairs {
            fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        return fields
    }

    @Test func aSpanIsAroundTheHandlerWhichFindsItsContext() async throws {
        let inside = Mutex<String?>(nil)
        var router = Router()
        router.get("/orders/:id") { _ async in
            inside.withLock { $0 = ServiceContext.current?.inMemorySpanContext?.spanID }
            return Response(status: .ok)
        }
        let headers = try fields([("in-memory-trace-id", "t"), ("in-memory-span-id", "s")])
        let request = Request(
            target: "/orders/7?secret=1",
            headerFields: headers,
            metaVariables: ["REQUEST_SCHEME": "https", "SERVER_NAME": "api.example.com"]
        )
        let handler = router.behind(RequestTracing(tracer: tracer))
        #expect(try handler.respondAtOnce(to: request) == nil)
        #expect(try await handler.respond(to: request).status == .ok)
        let span = try #require(tracer.finishedSpans.first)
        #expect(tracer.finishedSpans.count == 1 && tracer.activeSpans.isEmpty)
        #expect(span.traceID == "t" && span.parentSpanID == "s")
        #expect(span.spanID == inside.withLock(\.self))
        #expect(span.kind == .server)
        #expect(span.operationName == "GET /orders/:id")
        #expect(span.attributes.get("http.request.method") == .string("GET"))
        #expect(span.attributes.get("url.path") == .string("/orders/7"))
        #expect(span.attributes.get("http.route") == .string("/orders/:id"))
        #expect(span.attributes.get("http.response.status_code") == .int64(200))
        #expect(span.attributes.get("error.type") == nil)
        #expect(span.status == nil)
    }

    @Test func aRefusalHasItsCodeAndIsNoErrorOfTheServers() async throws {
        let refused = ClosureHandler { _ in
            Response(status: .forbidden, context: AccessDecision.refused(Refusal(.tokenExpired)))
        }
        _ = try await refused.behind(RequestTracing(tracer: tracer)).respond(
            to: Request(method: .init("ODD") ?? .get, target: "/")
        )
        let span = try #require(tracer.finishedSpans.first)
        #expect(span.operationName == "HTTP")
        #expect(span.attributes.get("http.request.method") == .string("_OTHER"))
        #expect(span.attributes.get("error.type") == .string("token_expired"))
        #expect(span.attributes.get("http.response.status_code") == .int64(401))
        #expect(span.status == nil)
    }

    @Test func whatFailsIsAnError() async throws {
        let failing = ClosureHandler { _ in Response(status: .internalServerError) }
        _ = try await failing.behind(RequestTracing(tracer: tracer)).respond(to: Request(target: "/"))
        #expect(tracer.finishedSpans.first?.status?.code == .error)
        let throwing = ClosureHandler { (_: Request) throws -> Response in throw CancellationError() }
        await #expect(throws: CancellationError.self) {
            try await throwing.behind(RequestTracing(tracer: tracer)).respond(to: Request(target: "/"))
        }
        #expect(tracer.finishedSpans.last?.errors.count == 1)
    }

    @Test func withoutATracerAnAnswerIsHadAtOnce() async throws {
        let handler = ClosureHandler { _ in Response(status: .ok) }.behind(RequestTracing())
        #expect(try handler.respondAtOnce(to: Request(target: "/"))?.status == .ok)
        #expect(try await handler.respond(to: Request(target: "/")).status == .ok)
    }
}

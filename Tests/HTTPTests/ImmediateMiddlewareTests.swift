import HTTP
import HTTPTypes
import Testing

@Suite("Middleware that waits for nothing")
struct ImmediateMiddlewareTests {
    /// Stops requests of one path, and marks all other responses.
    private struct Stamp: ImmediateMiddleware {
        func answer(to request: Request) -> Response? {
            request.path == "/stopped" ? Response(status: .forbidden) : nil
        }

        func complete(_ response: inout Response, to request: Request) {
            response.body += Array("stamped".utf8)
        }
    }

    private struct Untouched: ImmediateMiddleware {}

    private static let atOnce: any Handler = ClosureHandler { _ in Response(status: .ok) }
        .behind(Stamp()).behind(Untouched())
    private static let waiting: any Handler = ClosureHandler { _ in
        await Task.yield()
        return Response(status: .ok)
    }.behind(Stamp()).behind(Untouched())

    @Test("its own answer comes at once, whoever is behind it", arguments: [atOnce, waiting])
    func answers(handler: any Handler) async throws {
        let request = Request(target: "/stopped")
        #expect(try handler.respondAtOnce(to: request)?.status == .forbidden)
        let response = try await handler.respond(to: request)
        #expect(response.status == .forbidden)
        #expect(response.body.isEmpty)
    }

    @Test("the response of those behind is completed once, at once where they need not wait")
    func completes() async throws {
        let request = Request(target: "/")
        #expect(try Self.atOnce.respondAtOnce(to: request)?.body == Array("stamped".utf8))
        #expect(try await Self.atOnce.respond(to: request).body == Array("stamped".utf8))
        #expect(try Self.waiting.respondAtOnce(to: request) == nil)
        #expect(try await Self.waiting.respond(to: request).body == Array("stamped".utf8))
    }

    @Test("one that may wait is asked in its own way")
    func mayWait() async throws {
        struct Waiting: Middleware {
            func respond(to request: Request, next: any Handler) async throws -> Response {
                try await next.respond(to: request)
            }
        }
        let handler: any Handler = ClosureHandler { _ in Response(status: .ok) }.behind(Waiting())
        #expect(try handler.respondAtOnce(to: Request(target: "/")) == nil)
        #expect(try await handler.respond(to: Request(target: "/")).status == .ok)
    }
}

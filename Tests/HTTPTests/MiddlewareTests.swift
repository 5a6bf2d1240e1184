import HTTP
import HTTPTypes
import Testing

@Suite("Middleware")
struct MiddlewareTests {
    private struct Refused: Error {}

    /// Adds its name to the response, or stops requests of its path.
    private struct Stamp: Middleware {
        let name: String

        func respond(to request: Request, next: any Handler) async throws -> Response {
            if request.path == "/\(name)" { return Response(status: .forbidden) }
            if request.path == "/throw-\(name)" { throw Refused() }
            var response = try await next.respond(to: request)
            response.body += Array(name.utf8)
            return response
        }
    }

    private let handler: any Handler = ClosureHandler { _ in Response(status: .ok) }
        .behind(Stamp(name: "inner"))
        .behind(Stamp(name: "outer"))

    @Test("the last one added sees the request first and the response last")
    func order() async throws {
        let response = try await handler.respond(to: Request(target: "/"))
        #expect(String(decoding: response.body, as: UTF8.self) == "innerouter")
    }

    @Test("one that answers by itself keeps the request from those behind it")
    func stops() async throws {
        let outer = try await handler.respond(to: Request(target: "/outer"))
        #expect(outer.status == .forbidden)
        #expect(outer.body.isEmpty)
        let inner = try await handler.respond(to: Request(target: "/inner"))
        #expect(String(decoding: inner.body, as: UTF8.self) == "outer")
    }

    @Test("an error goes out through all of them")
    func throwing() async {
        await #expect(throws: Refused.self) { try await handler.respond(to: Request(target: "/throw-inner")) }
    }
}

import HTTP
import HTTPTypes
import Testing

@Suite("Targets that are paths")
struct OriginFormTests {
    private let handler: any Handler = ClosureHandler { _ in Response(status: .ok) }.behind(OriginForm())

    @Test("a target that is no path is answered 400", arguments: ["*", "?x=1", "http://host/hello", "hello", ""])
    func strangeTarget(target: String) async throws {
        #expect(try await handler.respond(to: Request(target: target)).status == .badRequest)
    }

    @Test("a path goes on", arguments: ["/", "/hello?x=http://host", "//hello"])
    func path(target: String) async throws {
        #expect(try await handler.respond(to: Request(target: target)).status == .ok)
    }
}

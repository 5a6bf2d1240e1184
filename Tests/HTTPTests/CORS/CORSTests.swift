import HTTP
import HTTPTypes
import Testing

@Suite("The CORS middleware")
struct CORSTests {
    private static func respond(
        _ method: HTTPRequest.Method,
        _ fields: HTTPFields,
        to answer: Response = Response(status: .accepted)
    ) async throws -> Response {
        let policy = try #require(CORSPolicy(origins: .list(["https://a.example.com"])))
        let handler = ClosureHandler { _ in answer }.behind(CORS(policy))
        return try await handler.respond(to: Request(method: method, target: "/", headerFields: fields))
    }

    @Test("a preflight is answered, with leave or without, and goes no further")
    func preflight() async throws {
        for (origin, leave) in [("https://a.example.com", "https://a.example.com"), ("https://b.example.com", nil)] {
            let answer = try await Self.respond(
                .options,
                [.origin: origin, .accessControlRequestMethod: "PUT"]
            )
            #expect(answer.status == .noContent)
            #expect(answer.headerFields[.accessControlAllowOrigin] == leave)
        }
    }

    @Test("everything else goes on, and its answer may be read")
    func others() async throws {
        let origin = HTTPFields([HTTPField(name: .origin, value: "https://a.example.com")])
        for method in [HTTPRequest.Method.get, .options, .post] {
            let answer = try await Self.respond(method, origin)
            #expect(answer.status == .accepted)
            #expect(answer.headerFields[.accessControlAllowOrigin] == "https://a.example.com")
        }
        #expect(try await Self.respond(.options, [.accessControlRequestMethod: "PUT"]).status == .accepted)
    }

    @Test("what an answer varies by already is kept")
    func vary() async throws {
        let answer = Response(status: .ok, headerFields: [.vary: "Accept"])
        let fields = try await Self.respond(.get, [:], to: answer).headerFields
        #expect(fields[values: .vary] == ["Accept", "Origin"])
    }
}

import HTTP
import HTTPTypes
import Testing

@Suite("Errors that are answers")
struct AnsweringErrorTests {
    private enum OrderError: AnsweringError {
        case soldOut
        var response: Response { Response(status: .conflict, body: Array("sold out".utf8)) }
    }

    private struct Other: Error {}

    private func answer(_ error: any Error) async throws -> Response {
        var router = Router()
        router.get("/") { _ in throw error }
        return try await router.respond(to: Request(target: "/"))
    }

    @Test("one of a user's own is answered as it says, under its route")
    func own() async throws {
        let response = try await answer(OrderError.soldOut)
        #expect(response.status == .conflict)
        #expect(response.body == Array("sold out".utf8))
        #expect(response.route == "/")
    }

    @Test("a status and a sentence are an answer in JSON that no cache keeps")
    func status() async throws {
        let response = try await answer(HTTPError(.notFound, "There is no such order."))
        #expect(response.status == .notFound)
        #expect(response.body == Array(#"{"message":"There is no such order."}"#.utf8))
        #expect(response.headerFields[.contentType] == "application/json")
        #expect(response.headerFields[.cacheControl] == "no-store")
    }

    @Test("any other error is left to the server")
    func other() async throws {
        await #expect(throws: Other.self) { try await answer(Other()) }
    }
}

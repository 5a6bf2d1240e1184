import HTTP
import HTTPTypes
import Testing

@Suite("Response")
struct ResponseTests {
    private struct Message: Encodable {
        var message: String
        var link = "https://a/b"
    }

    @Test("JSON says what it is, in a stable order, with slashes as they are")
    func json() throws {
        let response = try Response.json(Message(message: "a\"\n\u{E9}"), status: .accepted)
        #expect(response.status == .accepted)
        #expect(response.headerFields[.contentType] == "application/json")
        #expect(String(decoding: response.body, as: UTF8.self) == #"{"link":"https://a/b","message":"a\"\n\#u{E9}"}"#)
    }

    @Test("what cannot be encoded throws")
    func notEncodable() {
        #expect(throws: (any Error).self) { try Response.json([Double.infinity]) }
    }

    static let errors: [(Response, HTTPResponse.Status, String)] = [
        (.badRequest, .badRequest, "Bad request."),
        (.notFound, .notFound, "Not found."),
        (.methodNotAllowed, .methodNotAllowed, "Method not allowed."),
        (.contentTooLarge, .contentTooLarge, "Content too large."),
        (.internalServerError, .internalServerError, "Internal server error."),
        (.serviceUnavailable, .serviceUnavailable, "Service unavailable."),
    ]

    @Test("errors are JSON that nobody stores", arguments: errors.indices)
    func refusals(index: Int) {
        let (response, status, message) = Self.errors[index]
        #expect(response.status == status)
        #expect(response.body == Array(#"{"message":"\#(message)"}"#.utf8))
        #expect(response.headerFields[.contentType] == "application/json")
        #expect(response.headerFields[.cacheControl] == "no-store")
    }
}

import HTTP
import HTTPTypes
import ResourceServer
import ResourceServerTestSupport
import Testing

@Suite("Answers to requests that carry credentials")
struct CredentialedResponsesTests {
    private let handler: any Handler = ClosureHandler { request in
        var response = Response(status: .ok)
        if request.path == "/stored" { response.headerFields[.cacheControl] = "max-age=60" }
        return response
    }
    .behind(CredentialedResponses())

    @Test(
        "are stored by nobody, unless the handler says otherwise",
        arguments: [
            ("/", true, "no-store"), ("/", false, nil), ("/stored", true, "max-age=60"),
            ("/stored", false, "max-age=60"),
        ] as [(String, Bool, String?)]
    )
    func cacheControl(path: String, withCredentials: Bool, expected: String?) async throws {
        let fields: HTTPFields = withCredentials ? [.authorization: "Basic YTpi"] : [:]
        let response = try await handler.respond(to: Request(target: path, headerFields: fields))
        #expect(response.headerFields[.cacheControl] == expected)
    }
}

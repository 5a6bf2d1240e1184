import HTTP
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("A client of FastCGI", .timeLimit(.minutes(10)))
struct FastCGIClientTests {
    private static let echo = ClosureHandler { request in
        var response = Response(status: .accepted, body: request.body)
        response.headerFields = request.headerFields
        response.headerFields.append(HTTPField(name: .server, value: request.metaVariable("REMOTE_ADDR") ?? "none"))
        response.headerFields.append(HTTPField(name: .location, value: request.target))
        return response
    }

    @Test("method, target, header fields, content and meta-variables arrive, and the answer comes back", .blocking)
    func roundTrip() async throws {
        try await TestServer.run(Self.echo) { server in
            let body = [UInt8](repeating: 7, count: 200_000)
            let long = String(repeating: "x", count: 300)
            let request = Request(
                method: .post,
                target: "/a?b=c",
                headerFields: [.contentType: "text/plain", .userAgent: long, .accept: ""],
                body: body
            )
            let answer = try FastCGIClient(server.address).send(request, metaVariables: ["REMOTE_ADDR": "192.0.2.1"])
            #expect(answer.status == .accepted)
            #expect(answer.body == body)
            #expect(answer.headerFields[.userAgent] == long)
            #expect(answer.headerFields[.contentType] == "text/plain")
            #expect(answer.headerFields[.server] == "192.0.2.1")
            #expect(answer.headerFields[.location] == "/a?b=c")
        }
    }

    @Test("where nobody listens, it says so")
    func nobody() {
        let address = ListenAddress.unix("/tmp/nobody-listens-here")
        #expect(
            throws: FastCGIClientError.failed("connect to unix:/tmp/nobody-listens-here: No such file or directory")
        ) {
            try FastCGIClient(address).send(Request(target: "/"))
        }
    }

    @Test(
        "what is no answer is refused",
        arguments: [
            [], [1], [1, 6, 0, 1, 0, 200, 0, 0], [1, 6, 0, 1, 0, 2, 0, 0, 65, 66],
            // No end of the header fields, then an end of the request.
            [1, 6, 0, 1, 0, 2, 0, 0, 65, 66, 1, 3, 0, 1, 0, 0, 0, 0],
        ] as [[UInt8]]
    )
    func malformed(bytes: [UInt8]) {
        #expect(throws: FastCGIClientError.malformed) { try FastCGIAnswer(bytes).response() }
    }
}

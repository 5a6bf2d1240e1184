import HTTP
import HTTPTypes
import JOSE
import Testing

@testable import bearerd

@Suite struct LocalEndpointsTests {
    private func ask(
        _ target: String,
        _ variables: [String: String],
        method: HTTPRequest.Method = .get,
        isCounting: Bool = true
    ) async throws -> Response {
        let others = ClosureHandler { _ in Response(status: .accepted) }
        let handler = others.behind(LocalEndpoints(try await StateFixture(isCounting: isCounting).state))
        let request = Request(method: method, target: target, metaVariables: variables)
        if let response = try handler.respondAtOnce(to: request) { return response }
        return try await handler.respond(to: request)
    }

    @Test(arguments: ["127.0.0.1", "127.255.0.3", "::1", nil])
    func thisMachineIsToldTheMetrics(address: String?) async throws {
        let variables = address.map { ["REMOTE_ADDR": $0] } ?? [:]
        let response = try await ask("/metrics?x=y", variables)
        #expect(response.status == .ok)
        #expect(response.headerFields[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(response.headerFields[.cacheControl] == "no-store")
        #expect(String(decoding: response.body, as: UTF8.self).contains("\nbearerd_workers 2\n"))
        #expect(response.route == "/metrics")
        #expect(try await ask("/metrics", variables, method: .post).status == .methodNotAllowed)
    }

    @Test(arguments: [
        "192.0.2.7", "10.0.0.1", "", " ", "localhost", "127.0.0.1.example.com", "127.0.0.1, 192.0.2.7", "unix:",
        "::ffff:192.0.2.7", "[::1]", "::1%lo", "128.0.0.1", "127.1",
    ])
    func nobodyElseIs(address: String) async throws {
        for method in [HTTPRequest.Method.get, .head, .options, .post] {
            for path in ["/metrics", "/status"] {
                // What the path is to everybody else is not said here.
                #expect(try await ask(path, ["REMOTE_ADDR": address], method: method).status == .accepted)
            }
        }
    }

    @Test func thisMachineIsShownThePage() async throws {
        let response = try await ask("/status", ["REMOTE_ADDR": "127.0.0.1"])
        #expect(response.headerFields[.contentType] == "text/html; charset=utf-8")
        #expect(String(decoding: response.body, as: UTF8.self).contains("with 2 workers"))
        #expect(response.route == "/status")
    }

    @Test(arguments: ["/metrics", "/status"])
    func withoutCountsThereIsNothing(path: String) async throws {
        #expect(try await ask(path, [:], isCounting: false).status == .accepted)
    }

    @Test func itIsAskedHowItIsByAParameterOnly() async throws {
        let path = LocalEndpoints.questionPath
        #expect(try await ask(path, [:]).status == .accepted)
        #expect(try await ask(path, ["HTTP_BEARERD_QUESTION": "status"]).status == .accepted)
        #expect(try await ask("/", ["BEARERD_QUESTION": "status"]).status == .accepted)
        for isCounting in [true, false] {
            let response = try await ask(path, ["BEARERD_QUESTION": "status"], isCounting: isCounting)
            #expect(response.status == .ok)
            let report = try JSONObject(parsing: response.body)
            #expect(report["workers"] == 2)
            #expect((report["requests"] != nil) == isCounting)
        }
    }

    @Test(arguments: ["/metrics/", "/Metrics", "/metrics%20", "//metrics"])
    func anotherPathIsAnotherPath(path: String) async throws {
        #expect(try await ask(path, [:]).status == .accepted)
    }
}

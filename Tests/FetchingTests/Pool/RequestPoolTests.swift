import Testing

@testable import Fetching

@Suite struct RequestPoolTests {
    private static let ok = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
    private let pool = RequestPool(maxBytes: 100, timeout: .seconds(20))

    private func error(_ answer: String, in pool: RequestPool? = nil) async throws -> HTTPClientError? {
        let server = try LoopbackServer(answering: answer)
        let endpoint = PostEndpoint(server.url, in: pool ?? self.pool)
        do throws(HTTPClientError) {
            _ = try await endpoint.post([("a", "b")])
            return nil
        } catch { return error }
    }

    @Test func aFormIsSentAndItsAnswerGivenBack() async throws {
        let server = try LoopbackServer(answering: Self.ok)
        let credentials = ClientCredentials(clientID: "a", secret: "b")
        let endpoint = PostEndpoint(server.url, in: pool, credentials: credentials)
        let traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let body = try await endpoint.post([("token", "x y&z"), ("hint", "")], traceparent: traceparent)
        #expect(body == Array("ok".utf8))
        #expect(try await endpoint.post([("token", "second")]) == Array("ok".utf8))
        let heads = server.requests
        #expect(heads.count == 2)
        #expect(heads[0].hasPrefix("POST /jwks HTTP/1.1\r\n"))
        #expect(heads[0].contains("\r\nAuthorization: Basic YTpi\r\n"))
        #expect(heads[0].contains("\r\nContent-Type: application/x-www-form-urlencoded\r\n"))
        #expect(heads[0].contains("\r\nContent-Length: 21\r\n"))
        #expect(heads[0].contains("\r\ntraceparent: \(traceparent)\r\n"))
        #expect(!heads[1].contains("traceparent"))
        #expect(heads[1].contains("\r\nAuthorization: Basic YTpi\r\n"))
        #expect(endpoint.waiting == 0)
    }

    @Test(arguments: [
        ("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", HTTPClientError.unexpectedStatus(401)),
        ("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", .unexpectedStatus(500)),
        ("HTTP/1.1 204 None\r\n\r\n", .unexpectedStatus(204)),
        ("HTTP/1.1 302 There\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", .redirected(status: 302)),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + String(repeating: "x", count: 101),
            .bodyTooLarge(maxBytes: 100)
        ),
        (
            "HTTP/1.1 200 OK\r\nX: " + String(repeating: "x", count: 70_000) + "\r\n\r\n",
            .headersTooLarge(maxBytes: 65_536)
        ),
    ])
    func whatIsNoAnswerIsAnError(answer: String, expected: HTTPClientError) async throws {
        #expect(try await error(answer) == expected)
    }

    @Test func whoSaysNothingIsGivenUp() async throws {
        let pool = RequestPool(timeout: .milliseconds(50))
        let server = try LoopbackServer(answering: "HTTP/1.1 200 OK\r\n", then: .hangs)
        let endpoint = PostEndpoint(server.url, in: pool, mostAtOnce: 1)
        // The second one has waited long enough before it has its turn, or while it is sent.
        async let first = try? endpoint.post([])
        async let second = try? endpoint.post([])
        #expect(await first == nil)
        #expect(await second == nil)
        await #expect(throws: HTTPClientError.timedOut) { try await endpoint.post([]) }
        #expect(endpoint.waiting == 0)
    }

    @Test(arguments: ["http://example.com/", "ftp://127.0.0.1/", "https://user@example.com/", ""])
    func whatIsNotFetchedFromIsNotSentTo(url: String) async {
        await #expect(throws: HTTPClientError.urlNotAllowed) { try await PostEndpoint(url, in: pool).post([]) }
    }

    @Test func nobodyThereIsAnError() async {
        await #expect(throws: HTTPClientError.self) { try await PostEndpoint("http://127.0.0.1:1/", in: pool).post([]) }
    }

    @Test func whatIsMoreThanMayWaitIsRefusedAtOnce() async throws {
        let pool = RequestPool(timeout: .seconds(60))
        let server = try LoopbackServer(answering: "HTTP/1.1 200 OK\r\n", then: .hangs)
        let endpoint = PostEndpoint(server.url, in: pool, mostAtOnce: 2)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<2 + PostEndpoint.mostWaiting { group.addTask { _ = try? await endpoint.post([]) } }
            while endpoint.waiting < 2 + PostEndpoint.mostWaiting { await Task.yield() }
            await #expect(throws: HTTPClientError.busy) { try await endpoint.post([]) }
            // Those that were good before have room of their own, and go first.
            let preferred = Task { try? await endpoint.post([], isPreferred: true) }
            while endpoint.waiting < 3 + PostEndpoint.mostWaiting { await Task.yield() }
            #expect(server.connectionCount <= 2)
            pool.close()
            _ = await preferred.value
        }
        #expect(endpoint.waiting == 0)
    }

    @Test func manyAreAllAnswered() async throws {
        let server = try LoopbackServer(answering: Self.ok)
        let endpoint = PostEndpoint(server.url, in: pool, mostAtOnce: 8)
        let answers = await withTaskGroup(of: [UInt8]?.self) { group in
            for _ in 1...200 { group.addTask { try? await endpoint.post([("a", "b")]) } }
            return await group.reduce(into: 0) { $0 += $1 == nil ? 0 : 1 }
        }
        #expect(answers == 200)
        #expect(server.requests.count == 200)
    }
}

import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import Fetching

@Suite(.blocking, .timeLimit(.minutes(10))) struct HTTPClientTests {
    private let client = HTTPClient(maxBytes: 1000, timeout: .seconds(20))

    private func answer(_ status: String, _ fields: String..., body: String = "") -> String {
        (["HTTP/1.1 \(status)"] + fields + ["", body]).joined(separator: "\r\n")
    }

    // MARK: Good answers

    @Test func anAnswerComesWithItsBodyAndCacheControl() throws {
        let server = try LoopbackServer(
            answering: answer("200 OK", "Content-Length: 11", "Cache-Control: max-age=90", body: #"{"keys":[]}"#)
        )
        let response = try client.get(server.url, onlyPublicAddresses: false)
        #expect(response.body == Array(#"{"keys":[]}"#.utf8))
        #expect(response.maxAge == .seconds(90))
    }

    @Test func theRequestIsAPlainGET() throws {
        let server = try LoopbackServer(answering: answer("200 OK", "Content-Length: 0"))
        let response = try client.get(server.url, onlyPublicAddresses: false)
        #expect(response == HTTPClientResponse(body: [], isFromPublicAddress: false))
        let expected = [
            "GET /jwks HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "Accept: application/json", "User-Agent: bearerd",
            "", "",
        ]
        #expect(server.requests == [expected.joined(separator: "\r\n")])
    }

    @Test func localhostIsThisMachine() throws {
        let server = try LoopbackServer(answering: answer("200 OK", "Content-Length: 2", body: "ok"))
        #expect(try client.get("http://localhost:\(server.port)/", onlyPublicAddresses: false).body == Array("ok".utf8))
    }

    @Test func theEnvironmentsProxyIsNotAsked() async {
        // In a process of its own: the environment belongs to all threads.
        await #expect(processExitsWith: .success) {
            let proxy = try LoopbackServer(answering: "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            let server = try LoopbackServer(answering: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            for name in ["http_proxy", "all_proxy", "ALL_PROXY"] {
                unsafe setenv(name, "http://127.0.0.1:\(proxy.port)", 1)
            }
            let response = try HTTPClient(timeout: .seconds(20)).get(server.url, onlyPublicAddresses: false)
            precondition(response.body == Array("ok".utf8))
            precondition(proxy.requests.isEmpty)
        }
    }

    @Test func aNetrcIsNotRead() async {
        await #expect(processExitsWith: .success) {
            let home = FileManager.default.temporaryDirectory.appending(path: "bearerd-netrc-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: home) }
            try Data("machine 127.0.0.1 login somebody password secret\n".utf8).write(
                to: home.appending(path: ".netrc")
            )
            unsafe setenv("HOME", home.path, 1)
            let server = try LoopbackServer(answering: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            _ = try HTTPClient(timeout: .seconds(20)).get(server.url, onlyPublicAddresses: false)
            precondition(server.requests.count == 1)
            precondition(!server.requests[0].contains("Authorization"))
        }
    }

    // MARK: Other statuses

    @Test(arguments: [301, 302, 303, 307, 308])
    func aRedirectIsNotFollowed(status: Int) throws {
        let target = try LoopbackServer(answering: answer("200 OK", "Content-Length: 0"))
        let server = try LoopbackServer(
            answering: answer("\(status) Elsewhere", "Location: \(target.url)", "Content-Length: 0")
        )
        #expect(throws: HTTPClientError.redirected(status: status)) {
            try client.get(server.url, onlyPublicAddresses: false)
        }
        #expect(target.requests.isEmpty)
    }

    @Test(arguments: [201, 204, 400, 401, 404, 429, 500, 503])
    func anotherStatusIsAnError(status: Int) throws {
        let server = try LoopbackServer(answering: answer("\(status) Other", "Content-Length: 0"))
        #expect(throws: HTTPClientError.unexpectedStatus(status)) {
            try client.get(server.url, onlyPublicAddresses: false)
        }
    }

    // MARK: Limits

    @Test func aBodyOfJustTheLimitIsTaken() throws {
        let body = String(repeating: "x", count: 1000)
        let server = try LoopbackServer(answering: answer("200 OK", body: body))
        #expect(try client.get(server.url, onlyPublicAddresses: false).body == Array(body.utf8))
    }

    @Test(arguments: [["Content-Length: 1001"], [], ["Content-Length: 99999999999"]])
    func aLongerBodyIsAnErrorWhetherAnnouncedOrNot(fields: [String]) throws {
        let head = (["HTTP/1.1 200 OK"] + fields + ["", ""]).joined(separator: "\r\n")
        // It hangs after that, so only one who counts while it comes ever returns.
        let server = try LoopbackServer(answering: head + String(repeating: "x", count: 1001), then: .hangs)
        #expect(throws: HTTPClientError.bodyTooLarge(maxBytes: 1000)) {
            try client.get(server.url, onlyPublicAddresses: false)
        }
    }

    @Test func aLongerChunkedBodyIsAnError() throws {
        let chunk = "190\r\n" + String(repeating: "x", count: 400) + "\r\n"
        let server = try LoopbackServer(
            answering: answer("200 OK", "Transfer-Encoding: chunked", body: chunk + chunk + chunk),
            then: .hangs
        )
        #expect(throws: HTTPClientError.bodyTooLarge(maxBytes: 1000)) {
            try client.get(server.url, onlyPublicAddresses: false)
        }
    }

    @Test func endlessHeadersAreAnError() throws {
        let field = "X: " + String(repeating: "x", count: 1000) + "\r\n"
        let server = try LoopbackServer(
            answering: "HTTP/1.1 200 OK\r\n" + String(repeating: field, count: 100),
            then: .hangs
        )
        #expect(throws: HTTPClientError.headersTooLarge(maxBytes: 65_536)) {
            try client.get(server.url, onlyPublicAddresses: false)
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"])
    func anAnswerThatStopsHalfWayTimesOut(half: String) throws {
        let server = try LoopbackServer(answering: half, then: .hangs)
        let client = HTTPClient(timeout: .milliseconds(200))
        #expect(throws: HTTPClientError.timedOut) { try client.get(server.url, onlyPublicAddresses: false) }
    }

    // MARK: No answer

    @Test(arguments: [
        "", "garbage\r\n\r\n", "SSH-2.0-OpenSSH\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
    ])
    func whatIsNoWholeAnswerIsAnError(bytes: String) throws {
        let server = try LoopbackServer(answering: bytes)
        #expect { try client.get(server.url, onlyPublicAddresses: false) } throws: { error in
            if case HTTPClientError.transferFailed = error { true } else { false }
        }
    }

    @Test func aRefusedConnectionIsToldInTheSystemsWords() {
        // Nobody listens on tcpmux.
        let reason = "Couldn't connect to server (Connection refused)"
        #expect(throws: HTTPClientError.transferFailed(reason: reason)) {
            try client.get("http://127.0.0.1:1/", onlyPublicAddresses: false)
        }
    }

    // MARK: URLs

    @Test(arguments: [
        "", "issuer.example", "http://issuer.example/", "ftp://127.0.0.1/", "file:///etc/passwd", "https://",
        "https://user@issuer.example/", "https://user:password@issuer.example/", "http://127.0.0.1@issuer.example/",
        "http://localhost@issuer.example/", "http://127.0.0.1.issuer.example/", "http://128.0.0.1/", "http://[::2]/",
        "http://localhost.issuer.example/", "https://issuer.example\u{0}/", "gopher://127.0.0.1/",
        "https://issuer.example:99999/",
    ])
    func aURLThatIsNeitherSecureNorLocalIsNotFetched(url: String) {
        #expect(throws: HTTPClientError.urlNotAllowed) { try client.get(url, onlyPublicAddresses: false) }
    }

    @Test(arguments: ["http://127.0.0.1:1/", "http://[::1]:1/", "http://LOCALHOST:1/", "https://127.0.0.1:1/"])
    func aURLThatIsLocalIsTried(url: String) {
        #expect { try client.get(url, onlyPublicAddresses: false) } throws: { error in
            if case HTTPClientError.transferFailed = error { true } else { false }
        }
    }
}

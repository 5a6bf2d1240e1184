import Glibc
import TestSupport
import Testing
import URI

@testable import Fetching

/// The ways to a URL that an operator has named, beside the one that leads to the host's own address.
@Suite(.blocking, .timeLimit(.minutes(10))) struct FetchWayTests {
    private let client = HTTPClient(timeout: .seconds(20))
    private let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    private func origin(_ text: String) throws -> HTTPOrigin { try #require(HTTPOrigin(text)) }
    private func target(_ port: some BinaryInteger, host: String = "127.0.0.1") throws -> HostAndPort {
        try #require(HostAndPort("\(host):\(port)"))
    }

    // MARK: A trace

    @Test(arguments: [
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true), ("a\r\nX: y", false), ("", false),
    ])
    func aTraceIsSentIfItCanBeAField(traceparent: String, isSent: Bool) throws {
        let server = try LoopbackServer(answering: answer)
        _ = try client.get("http://127.0.0.1:\(server.port)/", onlyPublicAddresses: false, traceparent: traceparent)
        let lines = try #require(server.requests.first).split(separator: "\r\n")
        #expect(lines.contains("traceparent: \(traceparent)") == isSent)
        #expect(!lines.contains("X: y"))
        #expect(lines.contains { $0.hasPrefix("traceparent") } == isSent)
    }

    // MARK: Another address

    @Test func whatIsNamedIsConnectedToAndItsCertificateIsForTheURLsHost() throws {
        let server = try TLSServer(name: "issuer.example")
        var options = FetchOptions(certificateAuthorities: server.certificate)
        options.connectTo = [try origin("https://issuer.example"): try target(server.port)]
        let answer = try client.get("https://issuer.example/document", options: options, onlyPublicAddresses: false)
        #expect(answer.body == Array("hello".utf8))
        // It tells nothing of the host's own address.
        #expect(answer.isFromPublicAddress == nil)
    }

    @Test func aCertificateForWhatIsConnectedToIsNotTheHosts() throws {
        let server = try TLSServer(name: "localhost")
        var options = FetchOptions(certificateAuthorities: server.certificate)
        options.connectTo = [try origin("https://issuer.example"): try target(server.port, host: "localhost")]
        #expect(throws: HTTPClientError.transferFailed(reason: "The certificate is for another host")) {
            try client.get("https://issuer.example/document", options: options, onlyPublicAddresses: false)
        }
    }

    @Test(arguments: ["https://127.0.0.1:1/", "https://localhost/"])
    func anotherOriginIsConnectedToAsEver(url: String) throws {
        let server = try LoopbackServer(answering: answer)
        var options = FetchOptions()
        options.connectTo = [try origin("https://127.0.0.1"): try target(server.port)]
        #expect(throws: HTTPClientError.self) {
            try client.get(url, options: options, onlyPublicAddresses: false)
        }
        _ = try client.get(server.url, onlyPublicAddresses: false)
        #expect(server.connectionCount == 1)
    }

    @Test func anAddressThatIsNamedIsJudgedAsAnyOther() throws {
        var options = FetchOptions()
        options.connectTo = [try origin("https://issuer.example"): try target(1)]
        #expect(throws: HTTPClientError.addressNotPublic) {
            try client.get("https://issuer.example/", options: options, onlyPublicAddresses: true)
        }
    }

    // MARK: Headers

    @Test func fieldsGoToTheirOriginAndReplaceOurs() throws {
        let server = try LoopbackServer(answering: answer)
        var options = FetchOptions()
        let lines = Array("X-Key: s3cret\nuser-agent: somebody\n".utf8)
        options.headers = [try origin("http://127.0.0.1:\(server.port)"): try #require(RequestHeader.lines(of: lines))]
        _ = try client.get(server.url, options: options, onlyPublicAddresses: false)
        let expected = [
            "GET /jwks HTTP/1.1", "Host: 127.0.0.1:\(server.port)", "Accept: application/json", "X-Key: s3cret",
            "user-agent: somebody", "", "",
        ]
        #expect(server.requests == [expected.joined(separator: "\r\n")])
    }

    @Test(arguments: ["http://127.0.0.1:1", "https://127.0.0.1:PORT", "http://localhost:PORT", "http://127.0.0.2:PORT"])
    func fieldsGoToNoOtherOrigin(of other: String) throws {
        let server = try LoopbackServer(answering: answer)
        var options = FetchOptions()
        let headers = try #require(RequestHeader.lines(of: Array("X-Key: s3cret".utf8)))
        options.headers = [try origin(other.replacing("PORT", with: "\(server.port)")): headers]
        _ = try client.get(server.url, options: options, onlyPublicAddresses: false)
        #expect(server.requests.count == 1)
        #expect(!server.requests[0].contains("s3cret"))
    }

    // MARK: Plain HTTP

    @Test func httpIsForHostsThatAreNamed() throws {
        let server = try LoopbackServer(answering: answer)
        var options = FetchOptions()
        options.httpHosts = ["keys.internal"]
        options.resolutions = ["keys.internal:\(server.port):127.0.0.1", "other.internal:\(server.port):127.0.0.1"]
        let url = "http://Keys.internal:\(server.port)/jwks"
        #expect(try client.get(url, options: options, onlyPublicAddresses: false).body == Array("ok".utf8))
        for host in ["other.internal", "keys.internal.example", "a.keys.internal"] {
            #expect(throws: HTTPClientError.urlNotAllowed) {
                try client.get("http://\(host):\(server.port)/", options: options, onlyPublicAddresses: false)
            }
        }
    }

    // MARK: Proxies

    /// Options for which everything of another machine goes through this port of ours.
    private func options(proxy port: UInt16, authorities: String? = nil) throws -> FetchOptions {
        var options = FetchOptions(certificateAuthorities: authorities)
        options.proxy = try target(port)
        return options
    }

    private func failure(_ answer: String, then ending: LoopbackServer.Ending = .closes) throws -> HTTPClientError? {
        let proxy = try LoopbackServer(answering: answer, then: ending)
        let client = HTTPClient(timeout: ending == .hangs ? .milliseconds(300) : .seconds(20))
        let options = try options(proxy: proxy.port)
        return #expect(throws: HTTPClientError.self) {
            try client.get("https://issuer.example/jwks", options: options, onlyPublicAddresses: false)
        }
    }

    @Test func aProxyIsToldHostAndPortAndNothingElse() throws {
        let proxy = try LoopbackServer(answering: "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        var options = try options(proxy: proxy.port)
        let headers = try #require(RequestHeader.lines(of: Array("X-Key: s3cret".utf8)))
        options.headers = [try origin("https://issuer.example"): headers]
        #expect(throws: HTTPClientError.proxyRefused(status: 502)) {
            try client.get("https://issuer.example/jwks", options: options, onlyPublicAddresses: false)
        }
        #expect(proxy.requests.count == 1)
        #expect(proxy.requests.first?.hasPrefix("CONNECT issuer.example:443 HTTP/1.1\r\n") == true)
        #expect(proxy.requests.first?.contains("s3cret") == false)
        #expect(proxy.requests.first?.contains("/jwks") == false)
    }

    @Test func aProxyPassesOnWhatIsHTTPToo() throws {
        let proxy = try LoopbackServer(answering: "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        var options = try options(proxy: proxy.port)
        options.httpHosts = ["keys.internal"]
        #expect(throws: HTTPClientError.proxyRefused(status: 502)) {
            try client.get("http://keys.internal/jwks", options: options, onlyPublicAddresses: false)
        }
        #expect(proxy.requests.first?.hasPrefix("CONNECT keys.internal:80 HTTP/1.1\r\n") == true)
    }

    @Test(arguments: ["http://127.0.0.1:PORT/", "http://localhost:PORT/"])
    func whatIsOfThisMachineGoesThroughNoProxy(url: String) throws {
        let server = try LoopbackServer(answering: answer)
        let url = url.replacing("PORT", with: "\(server.port)")
        #expect(try client.get(url, options: options(proxy: 1), onlyPublicAddresses: false).body == Array("ok".utf8))
    }

    @Test func whatIsConnectedToOnThisMachineGoesThroughNoProxy() throws {
        let server = try TLSServer(name: "issuer.example")
        var options = try options(proxy: 1, authorities: server.certificate)
        options.connectTo = [try origin("https://issuer.example"): try target(server.port)]
        let answer = try client.get("https://issuer.example/document", options: options, onlyPublicAddresses: false)
        #expect(answer.body == Array("hello".utf8))
    }

    @Test func theEnvironmentNamesNoExceptions() async {
        await #expect(processExitsWith: .success) {
            let proxy = try LoopbackServer(answering: "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
            unsafe setenv("no_proxy", "*", 1)
            unsafe setenv("NO_PROXY", "issuer.example", 1)
            var options = FetchOptions()
            options.proxy = HostAndPort("127.0.0.1:\(proxy.port)")
            let client = HTTPClient(timeout: .seconds(20))
            do throws(HTTPClientError) {
                _ = try client.get("https://issuer.example/", options: options, onlyPublicAddresses: false)
            } catch {
                precondition(error == .proxyRefused(status: 502))
            }
            precondition(proxy.requests.count == 1)
        }
    }

    @Test func whatMayOnlyBePublicGoesThroughNoProxy() throws {
        let proxy = try LoopbackServer(answering: "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
        let options = try options(proxy: proxy.port)
        #expect(throws: HTTPClientError.addressUnknown) {
            try client.get("https://issuer.example/", options: options, onlyPublicAddresses: true)
        }
        // One of our own: they are served one after the other.
        #expect(throws: HTTPClientError.unexpectedStatus(502)) {
            try client.get("http://127.0.0.1:\(proxy.port)/", onlyPublicAddresses: false)
        }
        #expect(proxy.connectionCount == 1)
    }

    @Test func aProxyThatAsksForAPasswordIsToldApart() throws {
        let answer = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
        #expect(try failure("\(answer)Content-Length: 0\r\n\r\n") == .proxyRefused(status: 407))
        #expect("\(HTTPClientError.proxyRefused(status: 407))" == "The proxy refuses the connection (status 407).")
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\n"])
    func aProxyThatHangsTimesOut(half: String) throws {
        let error = try failure(half, then: .hangs)
        #expect(error == .proxyFailed(reason: "There was no answer in time") || error == .timedOut)
    }

    @Test func aProxyThatHangsOnceItIsConnectedTimesOut() throws {
        #expect(try failure("HTTP/1.1 200 OK\r\n\r\n", then: .hangs) == .timedOut)
    }

    @Test func aProxyThatIsNotThereIsToldApart() throws {
        let options = try options(proxy: 1)
        let error = #expect(throws: HTTPClientError.self) {
            try client.get("https://issuer.example/", options: options, onlyPublicAddresses: false)
        }
        #expect(error == .proxyFailed(reason: "Couldn't connect to server (Connection refused)"))
    }

    @Test(arguments: [
        // It answers in the issuer's name.
        "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 302 Found\r\nLocation: https://evil.example/\r\n\r\n",
        "garbage\r\n\r\n", "SSH-2.0-OpenSSH\r\n",
    ])
    func aProxyThatLiesIsNotBelieved(answer: String) throws {
        #expect(try failure(answer) != nil)
    }

    @Test func aProxyCannotSayEndlessly() throws {
        let field = "X: " + String(repeating: "x", count: 1000) + "\r\n"
        let answer = "HTTP/1.1 200 OK\r\n" + String(repeating: field, count: 100)
        #expect(try failure(answer, then: .hangs) == .headersTooLarge(maxBytes: 65_536))
    }
}

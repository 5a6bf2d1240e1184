import Glibc
import HTTP
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

/// What peers do that a connection must outlive, and others must not notice.
@Suite("Connection and its peer", .blocking)
struct ConnectionPeerTests {
    private static let tiny = ServerConfiguration(workers: 1, maxBodyBytes: 1_000)

    @Test("1 MiB goes to a peer that reads late, on a connection that is kept", arguments: TestServer.Kind.allCases)
    func slowReader(kind: TestServer.Kind) async throws {
        try await TestServer.run(on: kind) { server in
            let slow = try server.connect()
            for _ in 0..<2 {
                try slow.send(FastCGIRequest("GET", "/mebibyte").bytes)
                for _ in 0..<20 {
                    #expect(try server.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello")
                }
                #expect(try slow.response()?.body == TestRoutes.mebibyte)
            }
        }
    }

    @Test(
        "a peer that sends a request before it has taken the last response may lose its connection, and nobody else's"
    )
    func requestDuringResponse() async throws {
        try await TestServer.run { server in
            let peer = try server.connect()
            try peer.send(FastCGIRequest("GET", "/mebibyte").bytes)
            #expect(peer.waitForInput())
            try peer.send(FastCGIRequest("GET", "/hello").bytes)
            #expect(try peer.response()?.body == TestRoutes.mebibyte)
            let next = try peer.response()?.text
            #expect(next == "hello" || next == nil)
            #expect(try server.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello")
        }
    }

    @Test("a peer that never reads its response is given up")
    func neverReads() async throws {
        let configuration = ServerConfiguration(workers: 1, ioTimeout: .milliseconds(50), shutdownGrace: .seconds(30))
        try await TestServer.run(on: .unix, configuration) { server in
            let peer = try server.connect()
            try peer.send(FastCGIRequest("GET", "/mebibyte").bytes)
            #expect(peer.waitForInput())
            let isGivenUp = eventually { server.server.connectionCounts == [0] }
            #expect(isGivenUp)
            let received = try peer.receive(2_000_000)
            #expect(received.count < 1_048_576)
        }
    }

    @Test("half a request is given up after the timeout, and others are served meanwhile")
    func halfRequest() async throws {
        let configuration = ServerConfiguration(workers: 1, ioTimeout: .milliseconds(200), shutdownGrace: .seconds(30))
        try await TestServer.run(on: .unix, configuration) { server in
            let half = FastCGIRequest("GET", "/hello").bytes.prefix(30)
            let peers = try (0..<300).map { _ in try server.connect() }
            for peer in peers { try peer.send(half) }
            for _ in 0..<100 { #expect(try server.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello") }
            for peer in peers { #expect(try peer.isClosed()) }
        }
    }

    @Test("hundreds of half requests are held open and hold up nobody")
    func manyHalves() async throws {
        try await TestServer.run { server in
            let peers = try (0..<500).map { _ in try server.connect() }
            let bytes = FastCGIRequest("POST", "/echo", body: Array(0...99)).bytes
            for (index, peer) in peers.enumerated() { try peer.send(bytes.prefix(1 + index % (bytes.count - 1))) }
            for _ in 0..<200 { #expect(try server.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello") }
            for (index, peer) in peers.enumerated() { try peer.send(bytes.dropFirst(1 + index % (bytes.count - 1))) }
            for peer in peers { #expect(try peer.response()?.body == Array(0...99)) }
        }
    }

    @Test("a peer whose body comes in a hundred thousand pieces starves nobody")
    func tinyPieces() async throws {
        try await TestServer.run { server in
            let body = Array(TestRoutes.mebibyte[..<100_000])
            var request = FastCGIRequest("POST", "/echo", body: body)
            request.bodyPiece = 1
            let bytes = request.bytes
            let peer = try server.connect()
            async let echo: FastCGIResponse? = {
                try peer.send(bytes)
                return try peer.response()
            }()
            for _ in 0..<50 { #expect(try server.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello") }
            let echoed = try await echo
            #expect(echoed?.body == body)
        }
    }

    @Test("a peer that never ends its body does not keep the worker from others")
    func endlessBody() async throws {
        try await TestServer.run(on: .unix, Self.tiny) { server in
            let peer = try server.connect()
            try peer.send(FastCGIRequest("POST", "/echo").head)
            // A byte a record: sending them is faster than reading them.
            let piece = (0..<7_000).flatMap { _ in FastCGIRequest.record(5, 1, [0]) }
            async let flood: Void = {
                while true { try peer.send(piece) }
            }()
            for _ in 0..<50 { #expect(try server.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello") }
            shutdown(peer.descriptor, Int32(SHUT_RDWR))
            do {
                try await flood
                Issue.record("the flood must have been cut off")
            } catch is Peer.Failure {}
        }
    }

    struct Malformed: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
    }

    static let malformed: [Malformed] = {
        let begin = FastCGIRequest("GET", "/").begin
        let end = FastCGIRequest.record(4) + FastCGIRequest.record(5)
        var malformed = [
            Malformed(testDescription: "HTTP", bytes: Array("GET / HTTP/1.1\r\n\r\n".utf8)),
            Malformed(testDescription: "zeros", bytes: [UInt8](repeating: 0, count: 4_096)),
            Malformed(testDescription: "0xFF", bytes: [UInt8](repeating: 255, count: 100_000)),
            Malformed(testDescription: "no begin", bytes: end),
            Malformed(testDescription: "begin twice", bytes: begin + begin),
            Malformed(testDescription: "stdin first", bytes: begin + FastCGIRequest.record(5)),
            Malformed(testDescription: "two requests at once", bytes: FastCGIRequest("GET", "/hello").bytes + begin),
        ]
        for (index, lie) in RequestAssemblerTests.lies.enumerated() {
            let bytes = begin + FastCGIRequest.record(4, 1, lie) + end
            malformed.append(Malformed(testDescription: "lengths that lie \(index)", bytes: bytes))
        }
        return malformed
    }()

    @Test("a peer that breaks the protocol costs its own connection", arguments: malformed)
    func breaksTheProtocol(malformed: Malformed) async throws {
        try await TestServer.run { server in
            let bystander = try server.connect()
            let peer = try server.connect()
            try? peer.send(malformed.bytes)
            #expect(try peer.isClosed())
            #expect(server.events.violations.count == 1)
            #expect(try bystander.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello")
        }
    }

    @Test("a role that is not played is refused in FastCGI's own words")
    func unknownRole() async throws {
        try await TestServer.run { server in
            var request = FastCGIRequest("GET", "/hello")
            request.role = 3
            let peer = try server.connect()
            #expect(try peer.exchange(request)?.protocolStatus == 3)
            #expect(try peer.isClosed())
        }
    }

    @Test("an Authorizer is asked without a body, over a connection that is kept")
    func authorizer() async throws {
        try await TestServer.run { server in
            let request = FastCGIRequest("GET", "/hello")
            let parameters = request.bytes.dropFirst(request.begin.count).dropLast(8)
            let peer = try server.connect()
            for _ in 0..<2 {
                try peer.send(FastCGIRequest.record(1, 1, [0, 2, 1, 0, 0, 0, 0, 0]) + parameters)
                #expect(try peer.response()?.text == "hello")
            }
        }
    }

    @Test("management records are answered, between requests and within one")
    func management() async throws {
        try await TestServer.run { server in
            let peer = try server.connect()
            try peer.send(FastCGIRequest.record(9, 0, FastCGIRequest.pair("FCGI_MPXS_CONNS", "")))
            #expect(try peer.record()?.type == 10)
            let request = FastCGIRequest("GET", "/hello")
            try peer.send(
                request.begin + FastCGIRequest.record(42, 0, [1]) + request.bytes.dropFirst(request.begin.count)
            )
            #expect(try peer.record()?.content.first == 42)
            #expect(try peer.response()?.text == "hello")
            #expect(try peer.exchange(request)?.text == "hello")
        }
    }

    @Test("an abort that crossed the answer does no harm")
    func lateAbort() async throws {
        try await TestServer.run { server in
            let peer = try server.connect()
            let request = FastCGIRequest("GET", "/hello")
            #expect(try peer.exchange(request)?.text == "hello")
            try peer.send(FastCGIRequest.record(2) + request.bytes)
            #expect(try peer.response()?.text == "hello")
        }
    }

    @Test("an abort ends the connection of an unfinished request")
    func abort() async throws {
        try await TestServer.run { server in
            let peer = try server.connect()
            try peer.send(FastCGIRequest("GET", "/hello").head + FastCGIRequest.record(2))
            #expect(try peer.isClosed())
        }
    }

    @Test("a peer that leaves before its answer costs nothing", arguments: TestServer.Kind.allCases)
    func leavesEarly(kind: TestServer.Kind) async throws {
        try await TestServer.run(on: kind) { server in
            for target in ["/hello", "/mebibyte"] {
                for _ in 0..<200 { try server.connect().send(FastCGIRequest("GET", target).bytes) }
            }
            #expect(try server.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello")
            #expect(eventually { server.server.connectionCounts == [0] })
        }
    }

    @Test(
        "a peer that has no more to send still gets its answer, and then the end",
        arguments: TestServer.Kind.allCases
    )
    func halfClose(kind: TestServer.Kind) async throws {
        try await TestServer.run(on: kind) { server in
            for target in ["/hello", "/mebibyte"] {
                let peer = try server.connect()
                try peer.send(FastCGIRequest("GET", target).bytes)
                peer.finishSending()
                #expect(try peer.response()?.status == "200 OK")
                #expect(try peer.isClosed())
            }
        }
    }
}

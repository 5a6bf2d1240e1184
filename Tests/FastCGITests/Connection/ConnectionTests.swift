import Dispatch
import Glibc
import HTTP
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Connection", .blocking)
struct ConnectionTests {
    private static let tiny = ServerConfiguration(workers: 1, maxBodyBytes: 1_000)

    @Test("a kept connection serves one request after another", arguments: TestServer.Kind.allCases)
    func keepsConnection(kind: TestServer.Kind) async throws {
        try await TestServer.run(on: kind) { server in
            let peer = try server.connect()
            for number in 1...50 {
                let response = try #require(try peer.exchange(FastCGIRequest("GET", "/target?\(number)")))
                #expect(response.status == "200 OK")
                #expect(response.text == "/target?\(number)")
                #expect(response.protocolStatus == 0)
            }
        }
    }

    @Test("a connection that is not to be kept is closed after its response", arguments: TestServer.Kind.allCases)
    func closesConnection(kind: TestServer.Kind) async throws {
        try await TestServer.run(on: kind) { server in
            for target in ["/hello", "/mebibyte"] {
                let peer = try server.connect()
                let response = try peer.exchange(FastCGIRequest("GET", target, keepsConnection: false))
                #expect(response?.status == "200 OK")
                #expect(try peer.isClosed())
            }
        }
    }

    @Test("the answer has the id of its request", arguments: [1, 2, 255, 256, 65_535] as [UInt16])
    func requestID(id: UInt16) async throws {
        try await TestServer.run { server in
            var request = FastCGIRequest("GET", "/hello")
            request.id = id
            let response = try server.exchange(request)
            #expect(response?.id == id)
        }
    }

    @Test("a handler that waits for nothing has no task; one that may wait has one, and so has who is asked after it")
    func atOnce() async throws {
        struct Told: Handler {
            let waits: Bool

            func respond(to request: Request) async throws -> Response { Self.told() }

            func respondAtOnce(to request: Request) throws -> Response? {
                if request.path == "/throw" { throw CancellationError() }
                return waits ? nil : Self.told()
            }

            private static func told() -> Response {
                let hasTask = unsafe withUnsafeCurrentTask { unsafe $0 != nil }
                return Response(status: .ok, body: Array("\(hasTask)".utf8))
            }
        }
        for waits in [false, true] {
            try await TestServer.run(Told(waits: waits)) { server in
                let peer = try server.connect()
                #expect(try peer.exchange(FastCGIRequest("GET", "/"))?.text == "\(waits)")
                #expect(try peer.exchange(FastCGIRequest("GET", "/throw"))?.status == "500 Internal Server Error")
                #expect(try peer.exchange(FastCGIRequest("GET", "/"))?.text == "\(waits)")
            }
        }
    }

    @Test("HEAD has the fields of GET and no body")
    func head() async throws {
        try await TestServer.run { server in
            let peer = try server.connect()
            let response = try #require(try peer.exchange(FastCGIRequest("HEAD", "/mebibyte")))
            #expect(response.values("content-length") == ["1048576"])
            #expect(response.body.isEmpty)
            #expect(try peer.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello")
        }
    }

    @Test("of two requests that fill the buffer and are there together, the second is not forgotten")
    func exactlyOneBuffer() async throws {
        let free = DispatchSemaphore(value: 0)
        let handler = ClosureHandler { request in
            if request.path == "/block" { free.wait() }
            return Response(status: .ok, body: Array(request.target.utf8))
        }
        try await TestServer.run(handler) { server in
            let peer = try server.connect()
            #expect(try peer.exchange(FastCGIRequest("GET", "/first"))?.text == "/first")
            let blocking = try server.connect()
            try blocking.send(FastCGIRequest("GET", "/block").bytes)
            let requests = try ["/a", "/b"].map { try Self.request($0, filling: TransferBuffer.length) }
            // Its worker does not look before both are there.
            try peer.send(requests.flatMap(\.bytes))
            free.signal()
            for target in ["/a", "/b"] { #expect(try peer.response()?.text == target) }
            #expect(try blocking.response()?.text == "/block")
        }
    }

    private static func request(_ target: String, filling length: Int) throws -> FastCGIRequest {
        let short = FastCGIRequest("GET", target, parameters: [("X", String(repeating: "x", count: 1_000))])
        let padding = String(repeating: "x", count: 1_000 + length - short.bytes.count)
        let request = FastCGIRequest("GET", target, parameters: [("X", padding)])
        try #require(request.bytes.count == length)
        return request
    }

    @Test("header lines that repeat arrive as they were sent")
    func repeatedFields() async throws {
        let handler = ClosureHandler { request in
            let name = try #require(HTTPField.Name("DPoP"))
            return Response(status: .ok, body: Array(request.values(of: name).joined(separator: "|").utf8))
        }
        try await TestServer.run(handler) { server in
            let request = FastCGIRequest("GET", "/", parameters: [("HTTP_DPOP", "a"), ("HTTP_DPOP", "b")])
            let response = try server.exchange(request)
            #expect(response?.text == "a|b")
        }
    }

    @Test("a field of 7 kB arrives whole")
    func longField() async throws {
        let handler = ClosureHandler { Response(status: .ok, body: Array($0.values(of: .authorization).joined().utf8)) }
        try await TestServer.run(handler) { server in
            let token = String(repeating: "0123456", count: 1_000)
            let request = FastCGIRequest("GET", "/", parameters: [("HTTP_AUTHORIZATION", token)])
            let response = try server.exchange(request)
            #expect(response?.text == token)
        }
    }

    @Test("a request cut anywhere, and sent as two, is served and leaves the connection usable")
    func everyCut() async throws {
        try await TestServer.run { server in
            let peer = try server.connect()
            let bytes = FastCGIRequest("POST", "/echo", body: [1, 0, 255]).bytes
            for cut in 1..<bytes.count {
                try peer.send(bytes[..<cut])
                // Another connection's turn lies between the halves.
                #expect(try server.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello")
                try peer.send(bytes[cut...])
                #expect(try peer.response()?.body == [1, 0, 255], "cut at \(cut)")
            }
        }
    }

    @Test(
        "binary bodies come back byte by byte",
        arguments: [0, 1, 255, 7_900, 8_000, 8_192, 65_535, 65_536, 65_537, 500_000, 1_048_575, 1_048_576]
    )
    func bodies(count: Int) async throws {
        try await TestServer.run { server in
            let peer = try server.connect()
            let body = Array(TestRoutes.mebibyte[..<count])
            for piece in [65_535, 4_000] {
                var request = FastCGIRequest("POST", "/echo", parameters: [("CONTENT_LENGTH", "\(count)")], body: body)
                request.bodyPiece = piece
                let response = try #require(try peer.exchange(request))
                #expect(response.status == "200 OK")
                #expect(response.body == body)
            }
        }
    }

    @Test(
        "a body beyond the limit is answered 413, and the connection goes on",
        arguments: [1_001, 100_000, 2_000_000]
    )
    func bodyTooLong(count: Int) async throws {
        try await TestServer.run(on: .unix, Self.tiny) { server in
            let peer = try server.connect()
            let body = [UInt8](repeating: 65, count: count)
            #expect(try peer.exchange(FastCGIRequest("POST", "/echo", body: body))?.status == "413 Content Too Large")
            #expect(
                try peer.exchange(FastCGIRequest("POST", "/echo", body: Array(body[..<1_000])))?.body.count == 1_000
            )
            #expect(server.events.refusals == ["POST /echo 413"])
            #expect(server.events.all.count == 1)
        }
    }

    @Test(
        "a body of another length than announced is answered 400",
        arguments: ["4", "6", "-5", "x", "5 ", "99999999999999999999"]
    )
    func announcedLength(announced: String) async throws {
        try await TestServer.run { server in
            let peer = try server.connect()
            let request = FastCGIRequest(
                "POST",
                "/echo",
                parameters: [("CONTENT_LENGTH", announced)],
                body: [1, 2, 3, 4, 5]
            )
            #expect(try peer.exchange(request)?.status == "400 Bad Request")
            #expect(server.events.refusals == ["POST /echo 400"])
            #expect(try peer.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello")
        }
    }

    @Test("a body whose length is not announced, or that the web server keeps, is none of our business")
    func unannouncedLength() async throws {
        try await TestServer.run { server in
            let unannounced = FastCGIRequest("POST", "/echo", parameters: [("CONTENT_LENGTH", "")], body: [1])
            let echo = try server.exchange(unannounced)
            #expect(echo?.body == [1])
            let kept = FastCGIRequest("POST", "/echo", parameters: [("CONTENT_LENGTH", "7")])
            #expect(try server.exchange(kept)?.status == "200 OK")
        }
    }

    @Test(
        "a target that is no path is the handler's to refuse",
        arguments: ["*", "?x=1", "http://host/hello", "hello"]
    )
    func strangeTarget(target: String) async throws {
        try await TestServer.run { server in
            let response = try server.exchange(FastCGIRequest("GET", target))
            #expect(response?.status == "404 Not Found")
            #expect(server.events.all.isEmpty)
        }
    }

    @Test("a web server that does not pass on what is needed is told, and so is the operator")
    func missingParameters() async throws {
        try await TestServer.run { server in
            let incomplete: [[(String, String)]] = [
                [], [("REQUEST_METHOD", "GET")], [("REQUEST_URI", "/hello")],
                [("REQUEST_METHOD", "GET"), ("REQUEST_URI", "")], [("REQUEST_METHOD", "G T"), ("REQUEST_URI", "/")],
            ]
            let peer = try server.connect()
            for parameters in incomplete {
                var request = FastCGIRequest("GET", "/")
                request.parameters = parameters
                #expect(try peer.exchange(request)?.status == "500 Internal Server Error")
            }
            let isTold = server.events.all.count { if case .missingParameter = $0 { true } else { false } }
            #expect(isTold == incomplete.count)
        }
    }

    @Test(
        "a parameter that would be another one in an environment is refused, and its connection stays",
        arguments: [("HTTP_X=Y", "1"), ("HTTP_X", "a\0b"), ("A\0", "")]
    )
    func ambiguousParameter(name: String, value: String) async throws {
        try await TestServer.run { server in
            let peer = try server.connect()
            let response = try peer.exchange(FastCGIRequest("GET", "/hello", parameters: [(name, value)]))
            #expect(response?.status == "400 Bad Request")
            #expect(try peer.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello")
            let isTold = server.events.all.contains { if case .ambiguousParameter = $0 { true } else { false } }
            #expect(isTold)
        }
    }

    @Test("a handler that fails is answered 500, and the error is only for the operator")
    func failure() async throws {
        try await TestServer.run { server in
            let peer = try server.connect()
            let response = try #require(try peer.exchange(FastCGIRequest("GET", "/fails")))
            #expect(response.status == "500 Internal Server Error")
            #expect(response.text == #"{"message":"Internal server error."}"#)
            #expect(try peer.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello")
            let failures = server.events.all.compactMap {
                if case .handlerFailed(let error) = $0 { error } else { nil }
            }
            #expect(failures.first is TestRoutes.Failure)
        }
    }

    @Test("no descriptor is closed twice and none stays open, whatever peers do")
    func descriptors() async {
        await #expect(processExitsWith: .success) {
            try await withTaskExecutorPreference(DispatchExecutor.shared) {
                try await TestServer.run { server in
                    try allKindsOfPeers(server)
                    _ = eventually { server.server.connectionCounts == [0] }
                    let before = openSockets()
                    for _ in 0..<20 { try allKindsOfPeers(server) }
                    let isClean = eventually { server.server.connectionCounts == [0] && openSockets() == before }
                    exit(isClean ? 0 : 1)
                }
            }
        }
    }
}

/// Peers that stay, leave, wait, send halves and nonsense.
private func allKindsOfPeers(_ server: TestServer) throws {
    for request in [FastCGIRequest("GET", "/hello"), FastCGIRequest("GET", "/mebibyte")] {
        _ = try server.exchange(request)
        try server.connect().send(request.bytes)
        try server.connect().send(request.bytes.prefix(40))
        let peer = try server.connect()
        try peer.send(request.bytes.prefix(40))
        _ = try server.exchange(FastCGIRequest("GET", "/fails"))
        try peer.send(request.bytes.dropFirst(40))
        _ = try peer.response()
    }
    for malformed in ConnectionPeerTests.malformed { try? server.connect().send(malformed.bytes) }
    var request = FastCGIRequest("POST", "/echo", body: TestRoutes.mebibyte, keepsConnection: false)
    request.bodyPiece = 9_999
    _ = try server.exchange(request)
}

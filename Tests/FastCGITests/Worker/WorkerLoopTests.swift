import Glibc
import HTTP
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

/// Requests that are there before their connection is accepted, so that it is not watched yet when they are answered.
@Suite("WorkerLoop", .blocking)
struct WorkerLoopTests {
    /// Has peers connect and send, starts the server after that, and stops it.
    private static func run(
        _ handler: any Handler = TestRoutes.handler,
        on kind: TestServer.Kind,
        _ requests: [[UInt8]],
        _ body: @Sendable (TestServer, [Peer]) async throws -> Void
    ) async throws {
        let server = try TestServer(handler, on: kind, ServerConfiguration(workers: 1))
        let peers = try requests.map { request in
            let peer = try server.connect()
            try peer.send(request)
            return peer
        }
        try await server.run { try await body($0, peers) }
    }

    @Test("a request that was there first is answered, and its connection goes on", arguments: TestServer.Kind.allCases)
    func wasThereFirst(kind: TestServer.Kind) async throws {
        let requests = (0..<40).map { FastCGIRequest("GET", "/target?\($0)").bytes }
        try await Self.run(on: kind, requests) { server, peers in
            for (number, peer) in peers.enumerated() {
                let response = try peer.response()
                #expect(response?.text == "/target?\(number)")
                #expect(try peer.exchange(FastCGIRequest("GET", "/hello"))?.status == "200 OK")
            }
            #expect(server.server.connectionCounts == [40])
            #expect(server.events.all.isEmpty)
        }
    }

    @Test("one that is not to be kept is closed, and is no connection any more", arguments: TestServer.Kind.allCases)
    func isClosed(kind: TestServer.Kind) async throws {
        let request = FastCGIRequest("GET", "/hello", keepsConnection: false).bytes
        try await Self.run(on: kind, Array(repeating: request, count: 40)) { server, peers in
            for peer in peers {
                let response = try peer.response()
                #expect(response?.status == "200 OK")
                #expect(try peer.isClosed())
            }
            #expect(eventually { server.server.connectionCounts == [0] })
        }
    }

    @Test("a response for which its peer makes room later arrives whole", arguments: TestServer.Kind.allCases)
    func longResponse(kind: TestServer.Kind) async throws {
        let request = FastCGIRequest("GET", "/mebibyte").bytes
        try await Self.run(on: kind, [request, request]) { server, peers in
            // The server has written what it could, and waits.
            #expect(peers.allSatisfy { $0.waitForInput() })
            #expect(try server.exchange(FastCGIRequest("GET", "/hello"))?.status == "200 OK")
            for peer in peers {
                let response = try peer.response()
                #expect(response?.body == TestRoutes.mebibyte)
                #expect(try peer.exchange(FastCGIRequest("GET", "/hello"))?.status == "200 OK")
            }
        }
    }

    @Test("half a request waits for the rest of it", arguments: TestServer.Kind.allCases)
    func halfRequest(kind: TestServer.Kind) async throws {
        let bytes = FastCGIRequest("GET", "/target?1").bytes
        try await Self.run(on: kind, [Array(bytes.prefix(40))]) { server, peers in
            #expect(try server.exchange(FastCGIRequest("GET", "/hello"))?.status == "200 OK")
            try peers[0].send(bytes.dropFirst(40))
            #expect(try peers[0].response()?.text == "/target?1")
        }
    }

    @Test("a peer that leaves while its handler waits is noticed", arguments: TestServer.Kind.allCases)
    func leavesWhileWaiting(kind: TestServer.Kind) async throws {
        let gate = CancellableGate()
        let handler = ClosureHandler { request in
            if request.path == "/wait" { try await gate.wait() }
            return Response(status: .ok)
        }
        try await Self.run(handler, on: kind, [FastCGIRequest("GET", "/wait").bytes]) { server, peers in
            #expect(eventually { gate.arrivals == 1 })
            shutdown(peers[0].descriptor, Int32(SHUT_RDWR))
            #expect(eventually { gate.arrivals == 0 })
            #expect(eventually { server.server.connectionCounts == [0] })
        }
    }
}

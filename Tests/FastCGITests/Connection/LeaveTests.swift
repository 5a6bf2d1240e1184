import Glibc
import HTTP
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import FastCGI

/// A stop loses no request that is on its way.
@Suite("Stopping without a loss", .blocking)
struct LeaveTests {
    private static let patient = ServerConfiguration(workers: 1, shutdownGrace: .seconds(60))

    @Test("a request that crosses the end of its kept connection is answered", arguments: TestServer.Kind.allCases)
    func crossing(kind: TestServer.Kind) async throws {
        let server = try TestServer(TestRoutes.handler, on: kind, Self.patient)
        async let run: Void = server.server.run()
        let peer = try server.connect()
        #expect(try peer.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello")
        server.server.stop()
        #expect(try peer.isToldToLeave())
        for number in 1...3 {
            #expect(try peer.exchange(FastCGIRequest("POST", "/echo", body: [UInt8(number)]))?.body == [UInt8(number)])
            #expect(try peer.isToldToLeave())
        }
        peer.finishSending()
        #expect(try peer.isClosed())
        try await run
        #expect(server.events.all.isEmpty)
    }

    @Test("a connection that has carried nothing yet may still bring its request", arguments: TestServer.Kind.allCases)
    func firstRequest(kind: TestServer.Kind) async throws {
        let server = try TestServer(TestRoutes.handler, on: kind, Self.patient)
        async let run: Void = server.server.run()
        let peers = try (0..<8).map { _ in try server.connect() }
        #expect(eventually { server.server.connectionCounts == [8] })
        server.server.stop()
        for (index, peer) in peers.enumerated() {
            let request = FastCGIRequest("GET", "/target?\(index)", keepsConnection: false)
            #expect(try peer.exchange(request)?.text == "/target?\(index)")
            #expect(try peer.isClosed())
        }
        try await run
    }

    @Test("an answer to a request in flight is the last but for one that crosses it")
    func inFlight() async throws {
        let gate = Gate()
        let handler = ClosureHandler { request in
            if request.path == "/wait" { await gate.wait() }
            return Response(status: .ok, body: Array(request.target.utf8))
        }
        let server = try TestServer(handler, Self.patient)
        async let run: Void = server.server.run()
        let peer = try server.connect()
        try peer.send(FastCGIRequest("GET", "/wait").bytes)
        #expect(eventually { gate.arrivals == 1 })
        server.server.stop()
        gate.open()
        #expect(try peer.response()?.text == "/wait")
        #expect(try peer.isToldToLeave())
        #expect(try peer.exchange(FastCGIRequest("GET", "/crossed"))?.text == "/crossed")
        #expect(try peer.isToldToLeave())
        #expect(try peer.isClosed())
        try await run
    }

    @Test("peers that say nothing more do not hold up the end for the length of the grace")
    func silentPeers() async throws {
        let server = try TestServer(TestRoutes.handler, Self.patient)
        async let run: Void = server.server.run()
        let fresh = try (0..<5).map { _ in try server.connect() }
        let kept = try server.connect()
        #expect(try kept.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello")
        let before = ContinuousClock.now
        server.server.stop()
        try await run
        #expect(ContinuousClock.now - before < .seconds(30))
        for peer in fresh { #expect(try peer.isClosed()) }
        #expect(try kept.isToldToLeave())
        #expect(try kept.isClosed())
    }

    @Test("the grace is the end of everything, also when it is shorter than the leave")
    func shortGrace() async throws {
        let configuration = ServerConfiguration(workers: 1, shutdownGrace: .zero)
        let server = try TestServer(TestRoutes.handler, configuration)
        async let run: Void = server.server.run()
        let peer = try server.connect()
        #expect(eventually { server.server.connectionCounts == [1] })
        server.server.stop()
        #expect(try peer.isClosed())
        try await run
        #expect(server.events.all.isEmpty)
    }

    @Test("a connection that is opened while the server stops has no longer than others")
    func openedWhileStopping() async throws {
        let isBusy = Atomic(false)
        let mayGoOn = Atomic(false)
        let handler = ClosureHandler { _ in
            isBusy.store(true, ordering: .relaxed)
            _ = eventually { mayGoOn.load(ordering: .relaxed) }
            return Response(status: .ok)
        }
        let server = try TestServer(handler, Self.patient)
        async let run: Void = server.server.run()
        let blocking = try server.connect()
        try blocking.send(FastCGIRequest("GET", "/", keepsConnection: false).bytes)
        #expect(eventually { isBusy.load(ordering: .relaxed) })
        // They are in the backlog when the stop comes.
        let peers = try (0..<5).map { _ in try server.connect() }
        let before = ContinuousClock.now
        server.server.stop()
        mayGoOn.store(true, ordering: .relaxed)
        try await run
        #expect(ContinuousClock.now - before < .seconds(30))
        for peer in peers { #expect(try peer.isClosed()) }
    }

    @Test("asked again and again, it stops no later")
    func stoppedTwice() async throws {
        let gate = Gate()
        let handler = ClosureHandler { _ in
            await gate.wait()
            return Response(status: .ok)
        }
        let server = try TestServer(handler, ServerConfiguration(workers: 1, shutdownGrace: .milliseconds(200)))
        let hasStopped = Atomic(false)
        async let run: Void = {
            try await server.server.run()
            hasStopped.store(true, ordering: .relaxed)
        }()
        let peer = try server.connect()
        try peer.send(FastCGIRequest("GET", "/").bytes)
        #expect(eventually { gate.arrivals == 1 })
        #expect(
            eventually {
                server.server.stop()
                return hasStopped.load(ordering: .relaxed)
            }
        )
        gate.open()
        try await run
    }

    @Test("a handler that is cut off may clean up after itself")
    func cleaningUp() async throws {
        let gate = CancellableGate()
        let cleaned = Atomic(0)
        let handler = ClosureHandler { _ in
            do { try await gate.wait() } catch {
                // Back on its worker, again and again.
                for _ in 0..<10 { await Task.yield() }
                cleaned.add(1, ordering: .relaxed)
            }
            return Response(status: .ok)
        }
        let server = try TestServer(handler, ServerConfiguration(workers: 1, shutdownGrace: .milliseconds(20)))
        async let run: Void = server.server.run()
        let peers = try (0..<3).map { _ in try server.connect() }
        for peer in peers { try peer.send(FastCGIRequest("GET", "/").bytes) }
        #expect(eventually { gate.arrivals == 3 })
        server.server.stop()
        try await run
        #expect(cleaned.load(ordering: .relaxed) == 3)
        for peer in peers { #expect(try peer.isClosed()) }
    }
}

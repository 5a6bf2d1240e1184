import Glibc
import HTTP
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import FastCGI

@Suite("Server", .blocking)
struct ServerTests {
    private static let patient = ServerConfiguration(workers: 2, shutdownGrace: .seconds(60))

    private func waiting(at gate: Gate) -> some Handler {
        ClosureHandler { request in
            if request.path == "/wait" { await gate.wait() }
            return Response(status: .ok, body: Array(request.target.utf8))
        }
    }

    @Test("a server that was stopped before it ran does not serve, and returns")
    func stopBeforeRun() async throws {
        let server = try TestServer(TestRoutes.handler, Self.patient)
        let peer = try server.connect()
        server.server.stop()
        try await returns(server) {}
        #expect(try peer.isClosed())
    }

    @Test("a server whose task was cancelled before it ran returns")
    func cancelledBeforeRun() async throws {
        let server = try TestServer(TestRoutes.handler, Self.patient)
        let peer = try server.connect()
        try await returns(server) { unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
        #expect(try peer.isClosed())
    }

    @Test("the socket's file is gone when the server has returned, whoever still holds the server")
    func socketFile() async throws {
        var server: TestServer? = try TestServer(TestRoutes.handler, Self.patient)
        let address = try #require(server?.address)
        let path = String(address.description.trimmingPrefix("unix:"))
        try await server?.run { _ in #expect(unsafe access(path, F_OK) == 0) }
        #expect(unsafe access(path, F_OK) != 0)
        // What another process puts there meanwhile is not ours to remove.
        let next = try Listener(address)
        server = nil
        #expect(unsafe access(path, F_OK) == 0)
        _ = next.descriptor
    }

    /// Runs the server after `prepare`, in one task, and expects it to return by itself, with no connection left.
    private func returns(_ server: TestServer, after prepare: @escaping @Sendable () -> Void) async throws {
        let hasReturned = Atomic(false)
        async let run: Void = {
            prepare()
            try await server.server.run()
            hasReturned.store(true, ordering: .relaxed)
        }()
        #expect(eventually { hasReturned.load(ordering: .relaxed) })
        // Whoever has not returned by now fails, and does not hang.
        server.server.stop()
        try await run
        #expect(server.server.connectionCounts == [0, 0])
        #expect(server.events.all.isEmpty)
    }

    @Test("cancelling the task stops the server")
    func cancellation() async throws {
        let server = try TestServer(TestRoutes.handler, Self.patient)
        let task = Task(executorPreference: DispatchExecutor.shared) { try await server.server.run() }
        let peer = try server.connect()
        #expect(try peer.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello")
        task.cancel()
        try await task.value
        #expect(try peer.isToldToLeave())
        #expect(try peer.isClosed())
    }

    @Test("less than one worker counts as one")
    func noWorkers() async throws {
        try await TestServer.run(on: .unix, ServerConfiguration(workers: 0)) { server in
            let response = try server.exchange(FastCGIRequest("GET", "/hello"))
            #expect(response?.text == "hello")
        }
    }

    @Test("a stop lets requests in flight finish, closes idle connections, and takes no others")
    func gracefulStop() async throws {
        let gate = Gate()
        let server = try TestServer(waiting(at: gate), Self.patient)
        async let run: Void = server.server.run()
        let idle = try (0..<10).map { _ in try server.connect() }
        for peer in idle { #expect(try peer.exchange(FastCGIRequest("GET", "/"))?.text == "/") }
        let busy = try (0..<10).map { _ in try server.connect() }
        for peer in busy { try peer.send(FastCGIRequest("GET", "/wait").bytes) }
        #expect(eventually { gate.arrivals == 10 })

        server.server.stop()
        server.server.stop()
        for peer in idle {
            #expect(try peer.isToldToLeave())
            #expect(try peer.isClosed())
        }
        let late = try server.connect()
        try late.send(FastCGIRequest("GET", "/").bytes)

        gate.open()
        for peer in busy {
            #expect(try peer.response()?.text == "/wait")
            #expect(try peer.isToldToLeave())
            #expect(try peer.isClosed())
        }
        try await run
        #expect(server.events.all.isEmpty)
    }

    @Test("a request that has arrived when the stop comes is served")
    func arrivedRequests() async throws {
        let gate = Gate()
        let started = Atomic(false)
        // The one worker is kept busy while requests arrive and the stop comes.
        let handler = ClosureHandler { request in
            if request.path == "/block" {
                started.store(true, ordering: .relaxed)
                _ = eventually { gate.arrivals == 1 }
            }
            return Response(status: .ok, body: Array(request.target.utf8))
        }
        let server = try TestServer(handler, ServerConfiguration(workers: 1, shutdownGrace: .seconds(60)))
        async let run: Void = server.server.run()
        let known = try server.connect()
        #expect(try known.exchange(FastCGIRequest("GET", "/"))?.text == "/")
        let blocking = try server.connect()
        try blocking.send(FastCGIRequest("GET", "/block").bytes)
        #expect(eventually { started.load(ordering: .relaxed) })

        try known.send(FastCGIRequest("GET", "/known").bytes)
        let unknown = try (0..<40).map { _ in try server.connect() }
        for peer in unknown { try peer.send(FastCGIRequest("GET", "/unknown").bytes) }
        server.server.stop()
        gate.open()
        await gate.wait()

        #expect(try blocking.response()?.text == "/block")
        #expect(try known.response()?.text == "/known")
        for peer in unknown { #expect(try peer.response()?.text == "/unknown") }
        try await run
    }

    @Test("what outlasts the grace is cut off: its task is cancelled, its connection closed, the operator told")
    func cutOff() async throws {
        let gate = Gate()
        let cancelled = Atomic(0)
        let handler = ClosureHandler { _ in
            await withTaskCancellationHandler {
                await gate.wait()
            } onCancel: {
                cancelled.add(1, ordering: .relaxed)
            }
            return Response(status: .ok)
        }
        let server = try TestServer(handler, ServerConfiguration(workers: 1, shutdownGrace: .milliseconds(30)))
        async let run: Void = server.server.run()
        let peers = try (0..<3).map { _ in try server.connect() }
        for peer in peers { try peer.send(FastCGIRequest("GET", "/wait").bytes) }
        let half = try server.connect()
        try half.send(FastCGIRequest("GET", "/").begin)
        #expect(eventually { gate.arrivals == 3 && server.server.connectionCounts == [4] })

        let before = ContinuousClock.now
        server.server.stop()
        try await run
        // Handlers that do not care about their cancellation hold up nothing.
        #expect(ContinuousClock.now - before < .seconds(20))
        for peer in peers { #expect(try peer.isClosed()) }
        #expect(try half.isClosed())
        #expect(cancelled.load(ordering: .relaxed) == 3)
        let cutOff = server.events.all.compactMap { if case .cutOff(let requests) = $0 { requests } else { nil } }
        #expect(cutOff == [3])
        gate.open()
    }

    @Test("connections that come while the server stops are refused or closed, and it still stops")
    func connectionsDuringStop() async throws {
        for _ in 0..<20 {
            let server = try TestServer(
                TestRoutes.handler,
                ServerConfiguration(workers: 4, shutdownGrace: .seconds(60))
            )
            async let run: Void = server.server.run()
            _ = try server.exchange(FastCGIRequest("GET", "/hello"))
            async let storm: Void = {
                for _ in 0..<200 { _ = try? server.connect().send(FastCGIRequest("GET", "/hello").bytes) }
            }()
            server.server.stop()
            try await run
            await storm
            #expect(server.server.connectionCounts == [0, 0, 0, 0])
        }
    }

    @Test("a server that cannot have its descriptors says so at once, and keeps nothing")
    func noDescriptors() async {
        await #expect(processExitsWith: .success) {
            let server = try TestServer(TestRoutes.handler, ServerConfiguration(workers: 64))
            limitDescriptors(to: 60)
            let before = freeDescriptors()
            do {
                try await server.server.run()
                exit(1)
            } catch {
                guard "\(error)".hasSuffix(": Too many open files") else { exit(2) }
                // All but the few that threads of Dispatch may have taken meanwhile.
                exit(freeDescriptors() >= before - 4 ? 0 : 3)
            }
        }
    }

    @Test("SIGTERM and SIGUSR1 stay as they were, and SIGPIPE is ignored")
    func signals() async {
        await #expect(processExitsWith: .success) {
            try await withTaskExecutorPreference(DispatchExecutor.shared) {
                try await TestServer.run { server in
                    _ = try server.exchange(FastCGIRequest("GET", "/hello"))
                    let isGood =
                        disposition(SIGTERM) == .default && disposition(SIGUSR1) == .default
                        && disposition(SIGPIPE) == .ignored
                    exit(isGood ? 0 : 1)
                }
            }
        }
    }

    @Test("SIGTERM ends the process that has a server and asked for nothing else")
    func terminates() async {
        await #expect(processExitsWith: .signal(SIGTERM)) {
            // A process that ends like this could not remove the file of a Unix socket.
            try await TestServer.run(on: .ipv4) { _ in
                kill(getpid(), SIGTERM)
                try await Task.sleep(for: .seconds(60))
            }
        }
    }
}

private enum Disposition { case `default`, ignored, handled }

private func disposition(_ number: Int32) -> Disposition {
    var action = sigaction()
    unsafe sigaction(number, nil, &action)
    let handler = unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    return handler == 0 ? .default : handler == 1 ? .ignored : .handled
}

private func freeDescriptors() -> Int {
    var taken: [Int32] = []
    while let descriptor = [dup(1)].first(where: { $0 >= 0 }) { taken.append(descriptor) }
    for descriptor in taken { close(descriptor) }
    return taken.count
}

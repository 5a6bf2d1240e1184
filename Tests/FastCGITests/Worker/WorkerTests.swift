import Dispatch
import Glibc
import HTTP
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import FastCGI

@Suite("Worker", .blocking)
struct WorkerTests {
    private actor Elsewhere {
        func thread() -> UInt { currentThread() }
    }

    /// Answers with the names of the threads that it ran on.
    private struct ThreadReporter: Handler {
        let suspend: @Sendable () async throws -> Void

        func respond(to request: Request) async throws -> Response {
            let before = currentThread()
            try await suspend()
            return Response(status: .ok, body: Array("\(before) \(currentThread())".utf8))
        }
    }

    enum Suspension: CaseIterable {
        case sleep, dispatch, actor, yield, childTask

        func run() async throws {
            switch self {
            case .sleep: try await Task.sleep(for: .milliseconds(2))
            case .dispatch:
                await withCheckedContinuation { continuation in
                    DispatchQueue.global().async { continuation.resume() }
                }
            case .actor: _ = await Elsewhere().thread()
            case .yield: await Task.yield()
            case .childTask:
                _ = try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await Task.sleep(for: .milliseconds(1)) }
                    try await group.waitForAll()
                }
            }
        }
    }

    @Test("a handler that suspends resumes on the thread that read its request", arguments: Suspension.allCases)
    func resumesOnItsWorker(suspension: Suspension) async throws {
        let handler = ThreadReporter { try await suspension.run() }
        try await TestServer.run(handler, on: .unix, ServerConfiguration(workers: 3)) { server in
            for _ in 0..<20 {
                let peers = try (0..<3).map { _ in try server.connect() }
                for peer in peers { try peer.send(FastCGIRequest("GET", "/").bytes) }
                for peer in peers {
                    let threads = try #require(try peer.response()).text.split(separator: " ")
                    #expect(threads.count == 2 && threads[0] == threads[1])
                    #expect(threads.first != "\(currentThread())")
                }
            }
        }
    }

    @Test("while handlers wait, their worker serves others")
    func servesMeanwhile() async throws {
        let gate = Gate()
        let handler = ClosureHandler { request in
            if request.path == "/wait" { await gate.wait() }
            return Response(status: .ok, body: Array(request.target.utf8))
        }
        try await TestServer.run(handler) { server in
            let waiting = try (0..<100).map { _ in try server.connect() }
            for (index, peer) in waiting.enumerated() { try peer.send(FastCGIRequest("GET", "/wait?\(index)").bytes) }
            #expect(eventually { gate.arrivals == 100 })
            for _ in 0..<100 { #expect(try server.exchange(FastCGIRequest("GET", "/now"))?.text == "/now") }
            gate.open()
            for (index, peer) in waiting.enumerated() { #expect(try peer.response()?.text == "/wait?\(index)") }
        }
    }

    @Test("connections are spread evenly, and the loads stay even when some leave")
    func spreads() async throws {
        try await TestServer.run(on: .unix, ServerConfiguration(workers: 4)) { server in
            func used(_ peers: [Peer]) throws -> Set<String> {
                var threads: Set<String> = []
                for peer in peers {
                    threads.insert(try #require(try peer.exchange(FastCGIRequest("GET", "/thread"))).text)
                }
                return threads
            }
            var peers = try (0..<40).map { _ in try server.connect() }
            #expect(try used(peers).count == 4)
            // Two workers that accept at the same moment may choose alike.
            #expect(server.server.connectionCounts.allSatisfy { (8...12).contains($0) })
            let busiest = try #require(try peers[0].exchange(FastCGIRequest("GET", "/thread"))).text
            peers = try peers.filter { try $0.exchange(FastCGIRequest("GET", "/thread"))?.text == busiest }
            #expect(eventually { server.server.connectionCounts.reduce(0, +) == peers.count })
            for _ in 0..<30 {
                let peer = try server.connect()
                _ = try peer.exchange(FastCGIRequest("GET", "/hello"))
                peers.append(peer)
            }
            let counts = server.server.connectionCounts
            #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 2)
        }
    }

    @Test("a peer that hangs up cancels its handler", arguments: TestServer.Kind.allCases)
    func hangUp(kind: TestServer.Kind) async throws {
        let gate = Gate()
        let cancelled = Atomic(0)
        let handler = ClosureHandler { request in
            guard request.path == "/wait" else { return Response(status: .ok) }
            await withTaskCancellationHandler {
                await gate.wait()
            } onCancel: {
                cancelled.add(1, ordering: .relaxed)
                gate.open()
            }
            return Response(status: .ok)
        }
        try await TestServer.run(handler, on: kind) { server in
            do {
                let peer = try server.connect()
                try peer.send(FastCGIRequest("GET", "/wait").bytes)
                #expect(eventually { gate.arrivals == 1 })
                #expect(cancelled.load(ordering: .relaxed) == 0)
            }
            #expect(eventually { cancelled.load(ordering: .relaxed) == 1 })
            #expect(eventually { server.server.connectionCounts == [0] })
            #expect(try server.exchange(FastCGIRequest("GET", "/"))?.status == "200 OK")
            #expect(server.events.all.isEmpty)
        }
    }

    @Test("a handler that throws since its peer hung up is nobody's concern")
    func cancelledHandler() async throws {
        let gate = CancellableGate()
        let handler = ClosureHandler { request in
            if request.path == "/wait" { try await gate.wait() }
            return Response(status: .ok)
        }
        try await TestServer.run(handler) { server in
            for _ in 0..<5 {
                try server.connect().send(FastCGIRequest("GET", "/wait").bytes)
                #expect(eventually { server.server.connectionCounts == [0] })
            }
            #expect(try server.exchange(FastCGIRequest("GET", "/"))?.status == "200 OK")
            #expect(server.events.all.isEmpty)
        }
    }

    @Test("an answer to a new request is not cancelled by a peer that left before it on the same slot")
    func slotsAreReused() async throws {
        try await TestServer.run { server in
            for _ in 0..<300 {
                let leaving = try (0..<5).map { _ in try server.connect() }
                for peer in leaving { try peer.send(FastCGIRequest("GET", "/mebibyte").bytes) }
                let staying = try server.connect()
                try staying.send(FastCGIRequest("GET", "/target?x").bytes)
                for peer in leaving { shutdown(peer.descriptor, Int32(SHUT_RDWR)) }
                #expect(try staying.response()?.text == "/target?x")
            }
        }
    }

    @Test("many more connections than allowed are all served, a few at a time")
    func maxConnections() async throws {
        try await TestServer.run(on: .unix, ServerConfiguration(workers: 2, maxConnections: 8)) { server in
            let peers = try (0..<60).map { _ in try server.connect() }
            for peer in peers { try peer.send(FastCGIRequest("GET", "/hello", keepsConnection: false).bytes) }
            for peer in peers { #expect(try peer.response()?.text == "hello") }
        }
    }

    @Test("connections beyond the limit wait until one is free")
    func beyondMaxConnections() async throws {
        try await TestServer.run(on: .unix, ServerConfiguration(workers: 1, maxConnections: 2)) { server in
            var peers = try (0..<3).map { _ in try server.connect() }
            for peer in peers { try peer.send(FastCGIRequest("GET", "/hello").bytes) }
            #expect(try peers[0].response()?.text == "hello")
            #expect(try peers[1].response()?.text == "hello")
            #expect(server.server.connectionCounts == [2])
            peers.removeFirst()
            #expect(try peers[1].response()?.text == "hello")
        }
    }

    @Test("ten thousand connections, opened and closed", .timeLimit(.minutes(10)))
    func tenThousand() async throws {
        try await TestServer.run(on: .unix, ServerConfiguration(workers: 2)) { server in
            for number in 0..<10_000 {
                let peer = try server.connect()
                if number % 100 == 0 { #expect(try peer.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello") }
            }
            #expect(eventually { server.server.connectionCounts == [0, 0] })
        }
    }

    @Test("out of descriptors: connections wait, the operator is told, and then they are served")
    func outOfDescriptors() async {
        await #expect(processExitsWith: .success) {
            try await withTaskExecutorPreference(DispatchExecutor.shared) {
                try await TestServer.run { server in
                    let first = try server.connect()
                    _ = try first.exchange(FastCGIRequest("GET", "/hello"))
                    // Made before the limit, and with none left for the other end.
                    let second = try UnconnectedPeer(server.address)
                    limitDescriptors(to: second.descriptor + 1)
                    guard second.connect() else { exit(1) }
                    let isTold = eventually {
                        server.events.all.contains { if case .outOfDescriptors = $0 { true } else { false } }
                    }
                    guard isTold else { exit(2) }
                    // It tries again every 100 ms, not at once.
                    usleep(500_000)
                    guard server.events.all.count < 50 else { exit(5) }
                    guard try first.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello" else { exit(3) }
                    limitDescriptors(to: second.descriptor + 100)
                    let isAccepted = eventually { server.server.connectionCounts == [2] }
                    exit(isAccepted ? 0 : 4)
                }
            }
        }
    }
}

/// A socket that has its descriptor before it connects, the lowest that was free.
private struct UnconnectedPeer {
    let descriptor: Int
    private let address: SocketAddress

    struct NoAddress: Error {}

    init(_ address: ListenAddress) throws {
        guard let address = SocketAddress(address) else { throw NoAddress() }
        self.address = address
        descriptor = Int(socket(address.family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
    }

    func connect() -> Bool {
        var address = address
        return address.connect(Int32(descriptor)) == 0
    }
}

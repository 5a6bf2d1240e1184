import Dispatch
import HTTP
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import FastCGI

/// Another handler takes the place of the one that is there.
@Suite("Changing the handler", .blocking)
struct HandlerChangeTests {
    private static let configuration = ServerConfiguration(workers: 2, shutdownGrace: .seconds(30))

    /// Answers with a word, and tells whether it is still there.
    private final class Word: Handler {
        let word: String
        let gate: Gate?

        init(_ word: String, waitingAt gate: Gate? = nil) {
            self.word = word
            self.gate = gate
        }

        func respond(to request: Request) async -> Response {
            if request.path == "/wait" { await gate?.wait() }
            return Response(status: .ok, body: Array(word.utf8) + request.body)
        }
    }

    @Test("requests that begin afterwards are answered by the new one, on connections that were kept")
    func keptConnections() async throws {
        try await TestServer.run(Word("old"), on: .unix, Self.configuration) { server in
            let peers = try (0..<8).map { _ in try server.connect() }
            for peer in peers { #expect(try peer.exchange(FastCGIRequest("GET", "/"))?.text == "old") }
            for word in ["new", "newer"] {
                await server.server.replaceHandler(with: Word(word))
                for peer in peers { #expect(try peer.exchange(FastCGIRequest("GET", "/"))?.text == word) }
            }
        }
    }

    @Test("a request that waits is finished by the handler that began it")
    func requestInFlight() async throws {
        let gate = Gate()
        try await TestServer.run(Word("old", waitingAt: gate), on: .unix, Self.configuration) { server in
            let peer = try server.connect()
            try peer.send(FastCGIRequest("GET", "/wait").bytes)
            #expect(eventually { gate.arrivals == 1 })
            await server.server.replaceHandler(with: Word("new"))
            gate.open()
            #expect(try peer.response()?.text == "old")
        }
    }

    @Test("a request whose body was on its way is finished by the handler that was asked about it")
    func requestOnItsWay() async throws {
        let asked = Atomic(0)
        let old = BodyReader("old") { asked.add(1, ordering: .relaxed) }
        try await TestServer.run(old, on: .unix, Self.configuration) { server in
            let peer = try server.connect()
            let request = FastCGIRequest("POST", "/", body: [UInt8](repeating: 65, count: 10))
            try peer.send(request.bytes.dropLast(12))
            #expect(eventually { asked.load(ordering: .relaxed) == 1 })
            await server.server.replaceHandler(with: Word("new"))
            try peer.send(request.bytes.suffix(12))
            #expect(try peer.response()?.text == "oldAAAAAAAAAA")
            #expect(try peer.exchange(FastCGIRequest("GET", "/"))?.text == "new")
        }
    }

    private struct BodyReader: Handler {
        let word: String
        let onQuestion: @Sendable () -> Void

        init(_ word: String, _ onQuestion: @escaping @Sendable () -> Void) {
            self.word = word
            self.onQuestion = onQuestion
        }

        func readsBody(of request: Request) -> Bool {
            onQuestion()
            return true
        }

        func respond(to request: Request) async -> Response {
            Response(status: .ok, body: Array(word.utf8) + request.body)
        }
    }

    @Test("nothing keeps the old one once its last request is answered")
    func release() async throws {
        try await TestServer.run(Word("first"), on: .unix, Self.configuration) { server in
            let peer = try server.connect()
            for _ in 0..<100 {
                let old = Released()
                await server.server.replaceHandler(with: old.make())
                #expect(try peer.exchange(FastCGIRequest("GET", "/"))?.text == "word")
                await server.server.replaceHandler(with: Word("new"))
                #expect(eventually { old.isGone })
            }
        }
    }

    /// Makes a handler and knows whether it is still there.
    private final class Released: Sendable {
        private struct Reference { weak var handler: Word? }
        private let reference = Mutex(Reference())
        var isGone: Bool { reference.withLock { $0.handler == nil } }

        func make() -> Word {
            let handler = Word("word")
            reference.withLock { $0.handler = handler }
            return handler
        }
    }

    @Test("one that came before the server runs is the one that answers")
    func beforeRun() async throws {
        let server = try TestServer(Word("old"), Self.configuration)
        await server.server.replaceHandler(with: Word("new"))
        async let run: Void = server.server.run()
        #expect(try server.exchange(FastCGIRequest("GET", "/"))?.text == "new")
        server.server.stop()
        try await run
        // Nobody is there who could take it.
        await server.server.replaceHandler(with: Word("late"))
    }

    @Test("a visit to all workers does not return while a handler blocks one of them")
    func visit() async throws {
        let blocked = DispatchSemaphore(value: 0)
        let isBlocking = Atomic(false)
        let handler = ClosureHandler { request in
            if request.path == "/block" {
                isBlocking.store(true, ordering: .relaxed)
                blocked.wait()
            }
            return Response(status: .ok)
        }
        try await TestServer.run(handler, on: .unix, Self.configuration) { server in
            await server.server.visitWorkers()
            let peer = try server.connect()
            try peer.send(FastCGIRequest("GET", "/block").bytes)
            #expect(eventually { isBlocking.load(ordering: .relaxed) })
            let hasReturned = Atomic(false)
            async let visit: Void = {
                await server.server.visitWorkers()
                hasReturned.store(true, ordering: .relaxed)
            }()
            // The other worker answers, and has been visited by the end of it.
            let other = try (0..<8).map { _ in try server.connect() }
            for peer in other { try peer.send(FastCGIRequest("GET", "/").bytes) }
            #expect(eventually { server.server.connectionCount == 9 })
            let isOver = hasReturned.load(ordering: .relaxed)
            #expect(!isOver)
            blocked.signal()
            await visit
            #expect(try peer.response()?.status == "200 OK")
        }
    }

    @Test("changes at the same time leave all workers with the same one")
    func concurrentChanges() async throws {
        try await TestServer.run(Word("old"), on: .unix, Self.configuration) { server in
            let peers = try (0..<8).map { _ in try server.connect() }
            for peer in peers { #expect(try peer.exchange(FastCGIRequest("GET", "/"))?.text == "old") }
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<50 { group.addTask { await server.server.replaceHandler(with: Word("\(number)")) } }
            }
            let words = try peers.map { try $0.exchange(FastCGIRequest("GET", "/"))?.text }
            #expect(Set(words).count == 1)
            #expect(words.first != "old")
        }
    }
}

import Foundation
import Glibc
import HTTP
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import FastCGI

/// Who is given up after the timeout, and who is not.
@Suite("Connection deadlines", .blocking)
struct ConnectionDeadlineTests {
    private static let timeout = Duration.seconds(1)
    private static let configuration = ServerConfiguration(
        workers: 1,
        ioTimeout: timeout,
        shutdownGrace: .seconds(30)
    )

    /// Longer than the timeout, by more than the server's own time to notice.
    private func outlastTimeout() {
        usleep(1_600_000)
    }

    /// Everything that was sent before has been dealt with: there is one worker, and it takes what comes as it comes.
    private func settle(_ server: TestServer) throws {
        for _ in 0..<2 { #expect(try server.exchange(FastCGIRequest("GET", "/hello"))?.status == "200 OK") }
    }

    @Test("a handler may take its time, also for a request that came in pieces")
    func slowHandler() async throws {
        let gate = Gate()
        let handler = ClosureHandler { request in
            if request.path == "/wait" { await gate.wait() }
            return Response(status: .ok, body: request.body)
        }
        try await TestServer.run(handler, on: .unix, Self.configuration) { server in
            let peer = try server.connect()
            let bytes = FastCGIRequest("POST", "/wait", body: [1, 2, 3]).bytes
            try peer.send(bytes.prefix(40))
            try settle(server)
            try peer.send(bytes.dropFirst(40))
            #expect(eventually { gate.arrivals == 1 })
            outlastTimeout()
            gate.open()
            #expect(try peer.response()?.body == [1, 2, 3])
        }
    }

    @Test("a connection whose peer took its response slowly is idle like any other")
    func slowReader() async throws {
        try await TestServer.run(on: .unix, Self.configuration) { server in
            let peer = try server.connect()
            try peer.send(FastCGIRequest("GET", "/mebibyte").bytes)
            #expect(peer.waitForInput())
            try settle(server)
            #expect(try peer.response()?.body == TestRoutes.mebibyte)
            outlastTimeout()
            #expect(try peer.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello")
        }
    }

    @Test("a connection is idle after a management record, however it came", arguments: [0, 3, 12])
    func management(cut: Int) async throws {
        try await TestServer.run(on: .unix, Self.configuration) { server in
            let peer = try server.connect()
            let bytes = FastCGIRequest.record(9, 0, FastCGIRequest.pair("FCGI_MPXS_CONNS", ""))
            try peer.send(bytes.prefix(cut))
            try settle(server)
            try peer.send(bytes.dropFirst(cut))
            #expect(try peer.record()?.type == 10)
            outlastTimeout()
            #expect(try peer.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello")
        }
    }

    @Test("when others have finished in time, those who do not are still given up")
    func others() async throws {
        let configuration = ServerConfiguration(workers: 1, ioTimeout: .milliseconds(200), shutdownGrace: .seconds(30))
        try await TestServer.run(on: .unix, configuration) { server in
            let half = FastCGIRequest("GET", "/hello").bytes
            let unfinished = try server.connect()
            try unfinished.send(half.prefix(30))
            for _ in 0..<5 {
                let peer = try server.connect()
                try peer.send(half.prefix(30))
                try settle(server)
                try peer.send(half[30..<40])
                try settle(server)
                try? peer.send(half.dropFirst(40))
                _ = try peer.response()
            }
            #expect(try unfinished.isClosed())
        }
    }

    @Test("a worker that nobody waits for sleeps, whoever waited before")
    func sleeps() async throws {
        let handler = ClosureHandler { _ in Response(status: .ok, body: Array(threadDirectory().utf8)) }
        let configuration = ServerConfiguration(workers: 1, ioTimeout: .milliseconds(200), shutdownGrace: .seconds(30))
        try await TestServer.run(handler, on: .unix, configuration) { server in
            let bytes = FastCGIRequest("GET", "/").bytes
            let kept = try (0..<5).map { _ in
                let peer = try server.connect()
                for piece in [bytes.prefix(20), bytes[20..<40], bytes.dropFirst(40)] {
                    try settle(server)
                    try? peer.send(piece)
                }
                _ = try peer.response()
                return peer
            }
            let thread = try #require(try server.exchange(FastCGIRequest("GET", "/"))).text
            usleep(100_000)
            let before = try waits(of: thread)
            usleep(1_000_000)
            // It would have looked at the clock twenty times.
            #expect(try waits(of: thread) - before < 10)
            withExtendedLifetime(kept) {}
        }
    }

    @Test("what arrives while a handler runs is served after its answer")
    func unseenInput() async throws {
        let gate = Gate()
        let handler = ClosureHandler { request in
            if request.path == "/wait" { await gate.wait() }
            return Response(status: .ok, body: Array(request.target.utf8))
        }
        try await TestServer.run(handler, on: .unix, Self.configuration) { server in
            let peer = try server.connect()
            try peer.send(FastCGIRequest("GET", "/wait").bytes)
            #expect(eventually { gate.arrivals == 1 })
            try peer.send(FastCGIRequest("GET", "/next").bytes)
            // The worker has been told of it, and will not be again.
            try settle(server)
            gate.open()
            #expect(try peer.response()?.text == "/wait")
            #expect(try peer.response()?.text == "/next")
        }
    }
}

/// Where Linux tells about this thread.
private func threadDirectory() -> String {
    "/proc/" + ((try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/thread-self")) ?? "")
}

/// How often the thread has waited for something so far.
private func waits(of thread: String) throws -> Int {
    let status = try String(contentsOfFile: "\(thread)/status", encoding: .utf8)
    let count = try #require(status.firstMatch(of: /\nvoluntary_ctxt_switches:\s*([0-9]+)/)).1
    return try #require(Int(count))
}

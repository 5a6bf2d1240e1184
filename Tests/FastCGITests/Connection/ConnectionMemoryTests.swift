import Glibc
import HTTP
import HTTPTypes
import TestSupport
import Testing

@testable import FastCGI

@Suite("Memory that requests keep", .blocking)
struct ConnectionMemoryTests {
    /// Answers `/wait` with the length of its body once the gate is open, and everything else at once.
    private struct Waiting: Handler {
        let gate = CancellableGate()

        func respond(to request: Request) async throws -> Response {
            if request.path == "/wait" { try await gate.wait() }
            return Response(status: .ok, body: Array("\(request.body.count)".utf8))
        }

        func readsBody(of request: Request) -> Bool { request.path != "/bodyless" }
    }

    private static func configuration(
        workers: Int = 2,
        maxBodyBytes: Int,
        maxKeptBytes: Int
    ) -> ServerConfiguration {
        ServerConfiguration(
            workers: workers,
            ioTimeout: .seconds(60),
            maxBodyBytes: maxBodyBytes,
            maxKeptBytes: maxKeptBytes,
            shutdownGrace: .seconds(30)
        )
    }

    private func overloads(_ server: TestServer) -> Int {
        server.events.all.count { if case .overloaded = $0 { true } else { false } }
    }

    @Test(
        "handlers that wait are bounded, all workers together: one too many is answered 503, and who need not wait is served"
    )
    func waitingHandlers() async throws {
        let handler = Waiting()
        // Room for twelve.
        let configuration = Self.configuration(maxBodyBytes: 1_000, maxKeptBytes: 12 * 25_000)
        try await TestServer.run(handler, on: .unix, configuration) { server in
            let waiting = try (0..<12).map { _ in try server.connect() }
            for peer in waiting { try peer.send(FastCGIRequest("GET", "/wait").bytes) }
            #expect(eventually { handler.gate.arrivals == 12 && server.server.keptBytes > 12 * 24_000 })
            #expect(overloads(server) == 0)
            for _ in 0..<20 {
                let peer = try server.connect()
                let refused = try #require(try peer.exchange(FastCGIRequest("GET", "/wait")))
                #expect(refused.status == "503 Service Unavailable")
                #expect(refused.values("retry-after") == ["1"])
                #expect(try peer.exchange(FastCGIRequest("GET", "/now"))?.status == "200 OK")
                #expect(server.server.keptBytes <= 12 * 25_000)
            }
            #expect(overloads(server) == 1)
            handler.gate.open()
            for peer in waiting { #expect(try peer.response()?.status == "200 OK") }
            #expect(eventually { server.server.keptBytes == 0 })
            #expect(try server.exchange(FastCGIRequest("GET", "/wait"))?.status == "200 OK")
            #expect(server.events.all.count == 1)
        }
    }

    @Test("a body for which there is no room is read and thrown away, answered 503, and its connection goes on")
    func finishedBodies() async throws {
        let handler = Waiting()
        // The bound that one longest request needs: two bodies of handlers that wait.
        let configuration = Self.configuration(maxBodyBytes: 100_000, maxKeptBytes: 0)
        try await TestServer.run(handler, on: .unix, configuration) { server in
            let request = FastCGIRequest("POST", "/wait", body: [UInt8](repeating: 65, count: 100_000))
            let waiting = try (0..<2).map { _ in try server.connect() }
            for peer in waiting { try peer.send(request.bytes) }
            #expect(eventually { handler.gate.arrivals == 2 && server.server.keptBytes > 248_000 })
            let peer = try server.connect()
            for _ in 0..<5 {
                let refused = try #require(try peer.exchange(request))
                #expect(refused.status == "503 Service Unavailable")
                #expect(refused.values("retry-after") == ["1"])
            }
            #expect(handler.gate.arrivals == 2)
            #expect(try peer.exchange(FastCGIRequest("GET", "/now"))?.status == "200 OK")
            handler.gate.open()
            for peer in waiting { #expect(try peer.response()?.text == "100000") }
            #expect(eventually { server.server.keptBytes == 0 })
            #expect(try peer.exchange(request)?.text == "100000")
        }
    }

    @Test("what was kept is given back, however a request ends")
    func givesBack() async throws {
        let handler = Waiting()
        // Room for what one or two rounds leave to be noticed, and for less than all would leave behind.
        let configuration = Self.configuration(maxBodyBytes: 100_000, maxKeptBytes: 1_000_000)
        try await TestServer.run(handler, on: .unix, configuration) { server in
            let request = FastCGIRequest("POST", "/now", body: [UInt8](repeating: 65, count: 100_000))
            for _ in 0..<20 {
                #expect(try server.exchange(request)?.text == "100000")
                // Half of one, whose peer leaves.
                try server.connect().send(request.bytes.prefix(80_000))
                // One that is given up by its peer while its handler waits.
                let waiting = FastCGIRequest("POST", "/wait", body: [UInt8](repeating: 65, count: 90_000))
                try server.connect().send(waiting.bytes)
                #expect(eventually { server.server.keptBytes == 0 })
            }
            #expect(overloads(server) == 0)
        }
    }

    @Test("unfinished requests are bounded, all together: what finds no room is answered 503 at its end")
    func unfinishedRequests() async throws {
        let limit = 2_000_000
        let configuration = Self.configuration(workers: 1, maxBodyBytes: 1_000, maxKeptBytes: limit)
        try await TestServer.run(on: .unix, configuration) { server in
            var request = FastCGIRequest("GET", "/hello")
            request.parameters.append(("X", String(repeating: "x", count: 64_000)))
            let bytes = request.bytes
            let peers = try (0..<80).map { _ in try server.connect() }
            for peer in peers { try peer.send(bytes.dropLast(8)) }
            #expect(eventually { peers.allSatisfy { $0.unreadByteCount == 0 } })
            // What was read last has been dealt with as well.
            #expect(try server.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello")
            #expect((limit - 64_100...limit).contains(server.server.keptBytes))
            for peer in peers { try peer.send(bytes.suffix(8)) }
            let statuses = try peers.map { try #require(try $0.response()).status }
            #expect(statuses.count { $0 == "200 OK" } == limit / 64_048)
            #expect(statuses.count { $0 == "503 Service Unavailable" } == 80 - limit / 64_048)
            #expect(overloads(server) == 1)
            #expect(server.server.connectionCounts.reduce(0, +) == 80)
            for peer in peers { #expect(try peer.exchange(FastCGIRequest("GET", "/hello"))?.text == "hello") }
            #expect(server.server.keptBytes == 0)
        }
    }

    @Test("a body that nobody reads is not kept, and judged by its length all the same", arguments: [100, 900_000])
    func unreadBody(count: Int) async throws {
        let configuration = Self.configuration(workers: 1, maxBodyBytes: 1_000_000, maxKeptBytes: 0)
        try await TestServer.run(Waiting(), on: .unix, configuration) { server in
            let body = [UInt8](repeating: 65, count: count)
            let announced = FastCGIRequest(
                "POST",
                "/bodyless",
                parameters: [("CONTENT_LENGTH", "\(count)")],
                body: body
            )
            let bytes = announced.bytes
            let peer = try server.connect()
            try peer.send(bytes.dropLast(16))
            #expect(try server.exchange(FastCGIRequest("GET", "/now"))?.text == "0")
            #expect(server.server.keptBytes < 1_000)
            try peer.send(bytes.suffix(16))
            #expect(try peer.response()?.text == "0")
            let lying = FastCGIRequest("POST", "/bodyless", parameters: [("CONTENT_LENGTH", "7")], body: body)
            #expect(try peer.exchange(lying)?.status == "400 Bad Request")
            let long = FastCGIRequest("POST", "/bodyless", body: [UInt8](repeating: 65, count: 1_000_001))
            #expect(try peer.exchange(long)?.status == "413 Content Too Large")
        }
    }
}

import HTTP
import HTTPTypes
import Synchronization
import TestSupport
import Testing

@testable import FastCGI

@Suite("The number of a worker", .blocking)
struct WorkerNumberTests {
    @Test("no other thread has one")
    func none() {
        #expect(WorkerNumber.current == 0)
    }

    @Test("handlers run under that of the worker that accepted their connection, also after they waited")
    func workers() async throws {
        let numbers = Mutex<Set<Int>>([])
        let handler = ClosureHandler { _ async in
            let before = WorkerNumber.current
            await Task.yield()
            numbers.withLock { $0.formUnion([before, WorkerNumber.current]) }
            return Response(status: .ok, body: Array("\(before == WorkerNumber.current)".utf8))
        }
        try await TestServer.run(handler, ServerConfiguration(workers: 3)) { server in
            // Each connection goes to the worker that has the fewest.
            let peers = try (0..<6).map { _ in try server.connect() }
            for peer in peers {
                #expect(try peer.exchange(FastCGIRequest("GET", "/"))?.body == Array("true".utf8))
            }
        }
        #expect(numbers.withLock(\.self) == [1, 2, 3])
    }
}

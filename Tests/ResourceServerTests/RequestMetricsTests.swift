import CoreMetrics
import HTTP
import HTTPTypes
import MetricsTestKit
import OAuth
import ResourceServer
import ResourceServerTestSupport
import Testing

@Suite struct RequestMetricsTests {
    private let metrics = TestMetrics()
    private let fixture: GuardFixture

    init() throws {
        fixture = try GuardFixture()
    }

    private func handler() throws -> any Handler {
        let resourceServer = fixture.resourceServer(.disabled)
        var router = Router()
        router.get("/orders/:id", resourceServer.requiring(.scope("read:a")) { _, _ in Response(status: .created) })
        router.get("/waiting") { _ async in
            await Task.yield()
            return Response(status: .noContent)
        }
        return router.behind(RequestMetrics(factory: metrics))
    }

    private func count(_ outcome: String, _ code: String, _ status: Int, _ route: String) throws -> Int64 {
        try metrics.expectCounter(
            "resource_server_requests_total",
            [("outcome", outcome), ("error_code", code), ("status", String(status)), ("route", route)]
        ).totalValue
    }

    @Test func whatBecameOfRequestsIsCountedAndTimed() async throws {
        let handler = try handler()
        let token = try fixture.token(isBound: false, scope: "read:a")
        for number in 0..<3 {
            let request = Request(target: "/orders/\(number)", headerFields: [.authorization: "Bearer \(token)"])
            _ = try await handler.respond(to: request)
            #expect(try handler.respondAtOnce(to: request) != nil)
            _ = try await handler.respond(to: Request(target: "/orders/\(number)"))
            _ = try await handler.respond(to: Request(target: "/\(number)?\(number)"))
        }
        let waiting = Request(target: "/waiting")
        #expect(try handler.respondAtOnce(to: waiting) == nil)
        _ = try await handler.respond(to: waiting)
        #expect(try count("allowed", "", 201, "/orders/:id") == 6)
        #expect(try count("refused", "token_missing", 401, "/orders/:id") == 3)
        #expect(try count("answered", "", 404, "") == 3)
        #expect(try count("answered", "", 204, "/waiting") == 1)
        // Nothing that a client wrote made another one.
        #expect(metrics.counters.count == 4)
        for (outcome, number) in [("allowed", 6), ("refused", 3), ("answered", 4)] {
            let timer = try metrics.expectTimer(
                "resource_server_request_duration_seconds",
                [("outcome", outcome)]
            )
            #expect(timer.values.count == number)
            #expect(timer.values.allSatisfy { $0 > 0 })
        }
    }
}

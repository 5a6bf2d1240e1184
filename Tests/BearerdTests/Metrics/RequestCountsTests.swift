import HTTP
import HTTPTypes
import OAuth
import ResourceServer
import Testing

@testable import bearerd

@Suite struct RequestCountsTests {
    private let counts = RequestCounts(workers: 2, routes: ["/a", "/b"])

    private func count(_ decision: AccessDecision?, route: String? = nil, location: Int? = nil) {
        var response = Response(status: .ok)
        response.route = route
        response.location = location
        counts.count(decision, response, after: .microseconds(20))
    }

    @Test func requestsAreToldApartByRouteOrPolicy() {
        count(.allowed(nil), route: "/b")
        count(.allowed(nil), route: "/b")
        count(.refused(Refusal(.tokenExpired)), location: 1)
        count(nil)
        let rows = counts.rows(["all=a", "all=b"])
        #expect(rows.count == 3)
        #expect(rows.contains { $0.route == "/b" && $0.policy == "" && $0.outcome.name == .allowed && $0.count == 2 })
        #expect(rows.contains { $0.policy == "all=b" && $0.outcome.code == .tokenExpired && $0.count == 1 })
        #expect(rows.contains { $0.route == "" && $0.policy == "" && $0.outcome.status == 200 && $0.count == 1 })
    }

    @Test func noRouteThatIsNotOursMakesARow() {
        for number in 0..<1_000 { count(nil, route: "/\(number)") }
        let rows = counts.rows([])
        #expect(rows.map(\.route) == [""])
        #expect(rows.map(\.count) == [1_000])
    }

    @Test func ofManyPoliciesTheRestIsOne() {
        for number in 0..<1_000 { count(.allowed(nil), location: number) }
        let rows = counts.rows((0..<1_000).map { "all=\($0)" })
        #expect(rows.count == RequestLane.mostLocations + 1)
        #expect(Set(rows.map(\.policy)).count == rows.count)
        #expect(rows.first { $0.policy == "other" }?.count == UInt64(1_000 - RequestLane.mostLocations))
    }

    /// One that has come up while the rows are made is told of the next time.
    @Test func aPolicyThatIsNotKnownYetIsLeftOut() {
        count(.allowed(nil), location: 0)
        #expect(counts.rows([]).isEmpty)
    }

    @Test func onlyJudgementsHaveDurations() {
        count(.allowed(nil))
        count(.refused(Refusal(.tokenMissing)))
        count(.refused(Refusal(.tokenMissing)))
        count(.observed(Refusal(.tokenMissing).observed, nil))
        count(.misconfigured)
        count(nil)
        #expect(counts.durations(.allowed).buckets.reduce(0, +) == 1)
        #expect(counts.durations(.refused).buckets.reduce(0, +) == 2)
        #expect(counts.durations(.observed).buckets.reduce(0, +) == 1)
    }

    @Test func whatSeveralThreadsCountIsSummedUp() async {
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<1_000 { count(.allowed(nil), route: "/a") } }
            }
        }
        #expect(counts.rows([]).map(\.count) == [8_000])
    }

    @Test func whatWaitsIsToldUntilItIsOver() {
        counts.beginWaiting()
        counts.beginWaiting()
        counts.endWaiting()
        #expect(counts.requestsUnderWay == 1)
    }
}

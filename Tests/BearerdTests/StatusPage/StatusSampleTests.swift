import HTTP
import HTTPTypes
import OAuth
import ResourceServer
import Testing

@testable import bearerd

@Suite struct StatusSampleTests {
    @Test func itHasWhatWasCountedOfRequests() async throws {
        let fixture = try await StateFixture(policies: ["all=read:a"])
        let counts = fixture.counts.requests
        var response = Response(status: .ok)
        counts.count(nil, response, after: .zero)
        response.location = 0
        counts.count(.allowed(nil), response, after: .microseconds(20))
        counts.count(.refused(Refusal(.tokenExpired)), response, after: .microseconds(20))
        response.route = "/api/private"
        response.location = nil
        counts.count(.refused(Refusal(.tokenExpired)), response, after: .seconds(2))
        counts.beginWaiting()
        let sample = StatusSample(fixture.state.process, counts)
        #expect(sample.letThrough == 1)
        #expect(sample.answered == 1)
        #expect(sample.refused.filter { $0.value > 0 } == [.tokenExpired: 2])
        #expect(sample.durations.buckets.reduce(0, +) == 3)
        #expect(sample.durations.nanoseconds == 2_000_040_000)
        #expect(sample.waiting == 1)
        #expect(sample.connections == 0)
    }
}

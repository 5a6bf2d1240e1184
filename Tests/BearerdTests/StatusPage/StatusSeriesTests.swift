import OAuth
import Testing

@testable import bearerd

@Suite struct StatusSeriesTests {
    @Test func aRateIsWhatCameInBetweenByTheTimeBetween() {
        let samples = [
            StatusSample(at: .zero, letThrough: 100, refused: [:]),
            StatusSample(at: .seconds(30), letThrough: 160, refused: [.tokenExpired: 3]),
            StatusSample(at: .seconds(40), letThrough: 160, refused: [.tokenExpired: 3, .tokenMissing: 30]),
        ]
        let requests = StatusSeries.requests(samples)
        #expect(requests.ages == [.seconds(10), .zero])
        #expect(requests.lines.map(\.values) == [[2, 0], [0.1, 3], [0, 0]])
        let refusals = StatusSeries.refusals(samples)
        #expect(refusals.lines.map(\.name) == ["token_missing", "token_expired"])
        #expect(refusals.lines.map(\.values) == [[0, 180], [6, 0]])
    }

    @Test func ofCodesTheMostFrequentHaveALine() {
        let codes: [TokenValidationError.Code] = [
            .tokenMissing, .tokenExpired, .invalidIssuer, .invalidAudience, .invalidSignature, .invalidClaims,
        ]
        let counts = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($1, UInt64($0 + 1)) })
        let samples = [StatusSample(at: .zero), StatusSample(at: .seconds(60), refused: counts)]
        let names = StatusSeries.refusals(samples).lines.map(\.name)
        #expect(names == ["invalid_claims", "invalid_signature", "invalid_audience", "invalid_issuer"])
    }

    @Test func durationsAreThoseOfTheTimeBetween() {
        var first = DurationHistogram()
        for _ in 0..<1_000 { first.add(.seconds(2)) }
        var second = first
        for _ in 0..<98 { second.add(.microseconds(20)) }
        for _ in 0..<2 { second.add(.milliseconds(4)) }
        let samples = [
            StatusSample(at: .zero, durations: first), StatusSample(at: .seconds(30), durations: second),
            StatusSample(at: .seconds(60), durations: second),
        ]
        let lines = StatusSeries.durations(samples).lines
        #expect(lines.map(\.values) == [[0.000_025, nil], [0.005, nil]])
    }

    @Test func oneSampleTellsNothing() {
        for samples in [[], [StatusSample(at: .zero)]] {
            #expect(StatusSeries.requests(samples).ages.isEmpty)
            #expect(StatusSeries.refusals(samples).lines.isEmpty)
        }
    }
}

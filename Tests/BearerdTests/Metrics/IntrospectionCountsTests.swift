import Testing

@testable import OAuth
@testable import bearerd

@Suite struct IntrospectionCountsTests {
    private func event(_ kind: IntrospectionEvent.Kind, of issuer: String = "a") -> IntrospectionEvent {
        IntrospectionEvent(issuer: issuer, kind: kind)
    }

    @Test func questionsAreCountedByWhatBecameOfThem() {
        let counts = IntrospectionCounts()
        counts.count(event(.answered(isActive: true, after: .milliseconds(3))))
        counts.count(event(.answered(isActive: false, after: .milliseconds(3))))
        counts.count(event(.answered(isActive: false, after: .milliseconds(3)), of: "b"))
        counts.count(event(.failed(.unavailable(reason: "x"), after: .seconds(5))))
        counts.count(event(.failed(.busy, after: .zero)))
        counts.count(event(.stopped(reason: "x", for: .seconds(1))))
        counts.count(event(.resumed))
        #expect(IntrospectionCounts.Outcome.allCases.map { counts.questions(to: "a", $0) } == [1, 1, 1, 1])
        #expect(IntrospectionCounts.Outcome.allCases.map { counts.questions(to: "b", $0) } == [0, 1, 0, 0])
        #expect(counts.durations(.inactive).buckets.reduce(0, +) == 2)
        #expect(counts.durations(.failed).nanoseconds == 5_000_000_000)
        #expect(counts.durations(.busy).nanoseconds == 0)
    }
}

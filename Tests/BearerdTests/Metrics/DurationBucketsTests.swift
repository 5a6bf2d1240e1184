import Testing

@testable import bearerd

@Suite struct DurationBucketsTests {
    @Test func aBoundBelongsToItsBucket() {
        for (number, bound) in DurationBuckets.bounds.enumerated() {
            #expect(DurationBuckets.number(ofNanoseconds: bound.duration.wholeNanoseconds) == number)
            #expect(DurationBuckets.number(ofNanoseconds: bound.duration.wholeNanoseconds + 1) == number + 1)
        }
        #expect(DurationBuckets.number(ofNanoseconds: 86_400_000_000_000) == DurationBuckets.count - 1)
    }

    @Test func eachBoundIsWrittenAsItIs() throws {
        for bound in DurationBuckets.bounds {
            let seconds = try #require(Double(bound.text))
            #expect(abs(bound.duration / .nanoseconds(1) - seconds * 1e9) < 0.5)
        }
    }

    @Test func aHistogramAddsUp() {
        var histogram = DurationHistogram()
        histogram.add(.microseconds(3))
        histogram.add(.seconds(2))
        histogram.add(.seconds(-1))
        #expect(histogram.buckets.reduce(0, +) == 3)
        #expect(histogram.nanoseconds == 2_000_003_000)
    }
}

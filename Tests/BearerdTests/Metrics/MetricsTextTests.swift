import Testing

@testable import bearerd

@Suite struct MetricsTextTests {
    private var text = MetricsText()

    @Test mutating func aFamilyHasItsHelpItsTypeAndItsSamples() {
        text.add("bearerd_x_total", .counter, "What x is.") { family in
            family.sample(7)
            family.sample(["a": "1", "b": ""], 8)
        }
        #expect(
            String(decoding: text.bytes, as: UTF8.self) == """
                # HELP bearerd_x_total What x is.
                # TYPE bearerd_x_total counter
                bearerd_x_total 7
                bearerd_x_total{a="1",b=""} 8

                """
        )
    }

    @Test mutating func oneWithoutSamplesIsLeftOut() {
        text.add("bearerd_x", .gauge, "x") { _ in }
        #expect(text.bytes.isEmpty)
    }

    @Test(arguments: [
        ("plain é \u{7f}", "plain é \u{7f}"), (#"a"b"#, #"a\"b"#), (#"a\b"#, #"a\\b"#), ("a\nb", #"a\nb"#),
        (#"\n"#, #"\\n"#),
    ])
    func theValueOfALabelStaysWithinItsQuotes(value: String, escaped: String) {
        #expect(MetricsText.escaped(value) == escaped)
    }

    /// Characters that Swift would put into one with the quotation mark.
    @Test func noCombiningMarkHidesAQuotationMark() {
        #expect(MetricsText.escaped("\"\u{301}\r\n") == "\\\"\u{301}\r\\n")
    }

    @Test mutating func aHistogramIsCumulative() {
        var histogram = DurationHistogram()
        histogram.add(.microseconds(10))
        histogram.add(.microseconds(11))
        histogram.add(.seconds(60))
        text.add("bearerd_x_seconds", .histogram, "x") { $0.histogram(["a": "b"], histogram) }
        let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.contains(#"bearerd_x_seconds_bucket{a="b",le="1e-05"} 1"#))
        #expect(lines.contains(#"bearerd_x_seconds_bucket{a="b",le="2.5e-05"} 2"#))
        #expect(lines.contains(#"bearerd_x_seconds_bucket{a="b",le="5"} 2"#))
        #expect(lines.contains(#"bearerd_x_seconds_bucket{a="b",le="+Inf"} 3"#))
        #expect(lines.contains(#"bearerd_x_seconds_sum{a="b"} 60.000021000"#))
        #expect(lines.contains(#"bearerd_x_seconds_count{a="b"} 3"#))
    }
}

import Testing

@testable import FastCGI

@Suite("Parameter pairs")
struct ParameterPairsTests {
    private func verdict(_ pairs: (String, String)...) -> ParameterPairs.Verdict {
        ParameterPairs.verdict(on: pairs.flatMap(FastCGIRequest.pair))
    }

    @Test("pairs whose lengths are true are readable, empty ones too")
    func readable() {
        #expect(ParameterPairs.verdict(on: []) == .readable)
        #expect(verdict(("A", "1"), ("", ""), ("HTTP_X", String(repeating: "v", count: 300))) == .readable)
        #expect(verdict(("QUERY_STRING", "a=b"), ("A", "=")) == .readable)
    }

    @Test("the pairs must fill the bytes", arguments: RequestAssemblerTests.lies)
    func malformed(bytes: [UInt8]) {
        #expect(ParameterPairs.verdict(on: bytes) == .malformed)
    }

    @Test("a length that is not true counts for more than an ambiguous name")
    func malformedFirst() {
        #expect(ParameterPairs.verdict(on: FastCGIRequest.pair("A=B", "") + [1]) == .malformed)
    }

    @Test("a name with = would be another name, and a zero byte its end")
    func ambiguous() {
        #expect(verdict(("HTTP_DPOP=x", "")) == .ambiguous)
        #expect(verdict(("A", "1"), ("=", "1")) == .ambiguous)
        #expect(verdict(("A\0", "1")) == .ambiguous)
        #expect(verdict(("A", "1\0")) == .ambiguous)
        #expect(verdict(("A", "\0"), ("B", "1")) == .ambiguous)
    }
}

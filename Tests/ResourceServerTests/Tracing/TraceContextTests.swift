import HTTP
import HTTPTypes
import Logging
import ResourceServer
import Testing

@Suite struct TraceContextTests {
    private static let traceID = "4bf92f3577b34da6a3ce929d0e0e4736"
    private static let parentID = "00f067aa0ba902b7"
    private static let good = "00-\(traceID)-\(parentID)-01"

    /// The example of §3.2.2.5, and what later versions may add.
    @Test(arguments: [
        good, "00-\(traceID)-\(parentID)-00", "cc-\(traceID)-\(parentID)-01", "cc-\(traceID)-\(parentID)-01-what",
    ])
    func aTraceparentIsRead(value: String) throws {
        let context = try #require(TraceContext(value))
        #expect(context.traceID == Self.traceID)
        #expect(context.parentID == Self.parentID)
    }

    @Test(arguments: [("01", "01"), ("00", "00"), ("03", "01"), ("fe", "00")])
    func aChildIsOfTheSameTrace(flags: String, childFlags: String) throws {
        let context = try #require(TraceContext("00-\(Self.traceID)-\(Self.parentID)-\(flags)"))
        let children = try (0..<100).map { _ in try #require(TraceContext(context.childField)) }
        #expect(children.allSatisfy { $0.traceID == Self.traceID && $0.isSampled == (childFlags == "01") })
        #expect(Set(children.map(\.parentID)).count == 100)
        #expect(context.childField.hasPrefix("00-") && context.childField.hasSuffix("-" + childFlags))
    }

    @Test(arguments: [
        "", "00", good + "-what", good + "0", " " + good, good + " ", String(good.dropLast()), good.uppercased(),
        "ff-\(traceID)-\(parentID)-01", "cc-\(traceID)-\(parentID)-01.what", "0-\(traceID)-\(parentID)-011",
        "00-00000000000000000000000000000000-\(parentID)-01", "00-\(traceID)-0000000000000000-01",
        "00-\(traceID)-\(parentID)-0g", "00_\(traceID)-\(parentID)-01", "00-\(traceID)\"-0f067aa0ba902b7-01",
    ])
    func whatIsNotOfTheGrammarIsNone(value: String) {
        #expect(TraceContext(value) == nil)
    }

    @Test func ofTwoNoneCounts() throws {
        let name = try #require(HTTPField.Name("traceparent"))
        var fields = HTTPFields()
        fields.append(HTTPField(name: name, value: Self.good))
        #expect(TraceContext(Request(target: "/", headerFields: fields))?.traceID == Self.traceID)
        fields.append(HTTPField(name: name, value: Self.good))
        #expect(TraceContext(Request(target: "/", headerFields: fields)) == nil)
        #expect(TraceContext(Request(target: "/")) == nil)
    }

    @Test func aLineOfTheLogHasItsParts() throws {
        let name = try #require(HTTPField.Name("traceparent"))
        let request = Request(target: "/", headerFields: [name: Self.good])
        #expect(request.logFields["trace_id"] == .string(Self.traceID))
        #expect(request.logFields["span_id"] == .string(Self.parentID))
        #expect(Request(target: "/").logFields["trace_id"] == nil)
    }
}

import JOSE
import Testing

@Suite
struct JSONValueTests {
    @Test("An accessor gives a value of its kind and nothing for another")
    func accessors() {
        let values: [JSONValue] = [nil, true, 1, 1.5, "text", ["a"], ["a": 1]]
        #expect(values.map(\.boolValue) == [nil, true, nil, nil, nil, nil, nil])
        #expect(values.map(\.integerValue) == [nil, nil, 1, nil, nil, nil, nil])
        #expect(values.map(\.doubleValue) == [nil, nil, 1, 1.5, nil, nil, nil])
        #expect(values.map(\.stringValue) == [nil, nil, nil, nil, "text", nil, nil])
        #expect(values.map(\.arrayValue) == [nil, nil, nil, nil, nil, ["a"], nil])
        #expect(values.map(\.objectValue) == [nil, nil, nil, nil, nil, nil, ["a": 1]])
    }

    @Test("An array of strings is one only if all are")
    func stringArrays() {
        #expect((["a", "b"] as JSONValue).stringArrayValue == ["a", "b"])
        #expect(([] as JSONValue).stringArrayValue == [])
        #expect((["a", 1] as JSONValue).stringArrayValue == nil)
        #expect(("a" as JSONValue).stringArrayValue == nil)
    }

    @Test("Strings are equal code point by code point")
    func exactStrings() {
        #expect(JSONValue.string("K") != .string("\u{212A}"))
        #expect(JSONValue.string("é") != .string("e\u{301}"))
        #expect(JSONValue.string("a\u{323}\u{307}") != .string("a\u{307}\u{323}"))
        #expect(JSONValue.string("é") == .string("é"))
    }

    @Test("Numbers are equal by value and then hash alike")
    func numbers() {
        #expect(JSONValue.integer(3) == .number(3))
        #expect(JSONValue.integer(3).hashValue == JSONValue.number(3).hashValue)
        #expect(JSONValue.integer(3) != .number(3.5))
        #expect(JSONValue.integer(.max) != .integer(.max - 1))
        #expect(JSONValue.integer(1) != .bool(true))
    }

    @Test("Texts of combining marks are hashed as fast as any other", .timeLimit(.minutes(1)))
    func combiningMarks() {
        let marks = String(repeating: "\u{301}", count: 500_000) + String(repeating: "\u{316}", count: 500_000)
        let value: JSONValue = .object([marks: .array([.string(marks)])])
        #expect(value.hashValue == value.hashValue)
    }

    @Test("Members are equal in any order and then hash alike")
    func objects() {
        let first: JSONValue = ["a": 1, "b": [2]]
        let second: JSONValue = ["b": [2], "a": 1]
        #expect(first == second)
        #expect(first.hashValue == second.hashValue)
        #expect(first != ["a": 1])
        #expect(first != ["a": 1, "b": [3]])
    }
}

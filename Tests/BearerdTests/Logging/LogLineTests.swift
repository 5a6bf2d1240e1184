import JOSE
import Logging
import Testing
import Text

@testable import bearerd

@Suite struct LogLineTests {
    private func json(_ value: Logger.MetadataValue) -> String {
        var line = LogLine(format: .json)
        line.add("k", value)
        return line.text
    }

    @Test(arguments: [
        ("plain", #""plain""#), ("", #""""#), (#"a"b\c"#, #""a\"b\\c""#),
        ("a\nb\r\t\0", #""a\u000ab\u000d\u0009\u0000""#),
        ("\u{1B}[31m\u{7F}\u{9B}", #""\u001b[31m\u007f\u009b""#), ("caf\u{E9}", #""caf\u00e9""#),
        ("\u{1F600}", #""\ud83d\ude00""#), ("\u{2028}\u{202E}", #""\u2028\u202e""#), ("a/b", #""a/b""#),
    ])
    func aStringStaysWithinItsQuotesAndOnItsLine(text: String, quoted: String) throws {
        #expect(QuotedText.quoted(text) == quoted)
        #expect(try JSONObject(parsing: Array("{\"k\":\(quoted)}".utf8))["k"] == .string(text))
        #expect(json(.string(text)) == "{\"k\":\(quoted)}\n")
    }

    @Test func aLongValueIsCut() {
        #expect(
            QuotedText.quoted(String(repeating: "a", count: 513)) == "\"" + String(repeating: "a", count: 512) + "\""
        )
        // What looks like one character may be as long as anything else.
        let marks = "e" + String(repeating: "\u{301}", count: 100_000)
        #expect(marks.count == 1)
        #expect(QuotedText.quoted(marks).utf8.count < 512 * 6 + 3)
    }

    @Test func aCutDoesNotDivideAPairOfSurrogates() throws {
        let quoted = QuotedText.quoted(String(repeating: "\u{1F600}", count: 600))
        let value = try JSONObject(parsing: Array("{\"k\":\(quoted)}".utf8))["k"]
        #expect(value == .string(String(repeating: "\u{1F600}", count: 512)))
    }

    @Test func numbersAreNumbers() {
        #expect(json(.stringConvertible(401)) == "{\"k\":401}\n")
        #expect(json(.stringConvertible(UInt64.max)) == "{\"k\":18446744073709551615}\n")
        #expect(json(.stringConvertible(0.125)) == "{\"k\":0.125}\n")
        #expect(json(.stringConvertible(true)) == "{\"k\":\"true\"}\n")
    }

    @Test(arguments: [(Double.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf")])
    func whatJSONHasNoNumberForIsAString(value: Double, text: String) {
        #expect(json(.stringConvertible(value)) == "{\"k\":\"\(text)\"}\n")
    }

    @Test func listsAndObjectsAreWrittenWhole() {
        #expect(json(.array(["a", "b\"", .array([])])) == #"{"k":["a","b\"",[]]}"# + "\n")
        #expect(json(.dictionary(["b": "1", "a\n": "2"])) == #"{"k":{"a\u000a":"2","b":"1"}}"# + "\n")
    }

    @Test func membersStandInTheirOrder() {
        var line = LogLine(format: .json)
        #expect(line.text == "{}\n")
        line.add("z", "1")
        line.add("a", "2")
        #expect(line.text == #"{"z":"1","a":"2"}"# + "\n")
    }

    @Test func textIsKeysAndValues() {
        var line = LogLine(format: .text)
        line.add("message", "a b\n")
        line.add("status", .stringConvertible(401))
        #expect(line.text == #"message="a b\u000a" status=401"# + "\n")
    }
}

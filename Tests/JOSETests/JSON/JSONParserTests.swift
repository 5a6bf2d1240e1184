import JOSE
import Testing

@Suite("JSON parser, RFC 8259")
struct JSONParserTests {
    private func parse(_ text: String) throws(JSONError) -> JSONValue {
        try JSONValue(parsing: Array(text.utf8))
    }

    @Test(
        "Values are read",
        arguments: [
            ("null", .null), ("true", true), ("false", false), ("0", 0), ("-0", 0), ("17", 17), ("-17", -17),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)),
            ("1.5", 1.5), ("-1.5e2", -150), ("1E+2", 100), ("1e-2", 0.01), ("0.0", 0), ("0e7", 0),
            ("\"\"", ""), ("\"abc\"", "abc"), ("\"é€😀\"", "é€😀"),
            ("[]", []), ("[1,2]", [1, 2]), ("{}", [:]), ("{\"a\":{\"b\":[null]}}", ["a": ["b": [nil]]]),
            (" \t\r\n{ \"a\" :\n1 ,\"b\": [ ] } ", ["a": 1, "b": []]),
        ] as [(String, JSONValue)]
    )
    func values(text: String, value: JSONValue) throws {
        #expect(try parse(text) == value)
    }

    @Test("An integer stays an integer, and what has a fraction or an exponent does not")
    func integers() throws {
        guard case .integer(1_700_000_000) = try parse("1700000000") else {
            Issue.record("not an integer")
            return
        }
        guard case .number(1_700_000_000.5) = try parse("1700000000.5") else {
            Issue.record("not a number")
            return
        }
    }

    @Test(
        "Escapes are read",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
            (#""\uD83D\ude00""#, "😀"), (#""a\u0000b""#, "a\0b"), (#""é\né""#, "é\né"),
        ]
    )
    func escapes(text: String, value: String) throws {
        #expect(try parse(text).stringValue == value)
    }

    @Test(
        "What is not in the grammar is refused with its reason",
        arguments: [
            ("", .unexpectedEnd), (" ", .unexpectedEnd), ("{", .unexpectedEnd), ("[1", .unexpectedEnd),
            ("[1,", .unexpectedEnd), ("{\"a\"", .unexpectedEnd), ("{\"a\":", .unexpectedEnd),
            ("\"abc", .unexpectedEnd), ("\"abc\\", .unexpectedEnd), ("\"abc\\n", .unexpectedEnd),
            ("tru", .unexpectedEnd), ("-", .unexpectedEnd), ("1.", .unexpectedEnd), ("1e", .unexpectedEnd),
            ("\"\\u12", .unexpectedEnd),
            ("{\"a\" 1}", .unexpectedByte), ("{a:1}", .unexpectedByte), ("{'a':1}", .unexpectedByte),
            ("{\"a\":1,}", .unexpectedByte), ("[1,]", .unexpectedByte), ("[,1]", .unexpectedByte),
            ("[1 2]", .unexpectedByte), ("{1:2}", .unexpectedByte), ("nul1", .unexpectedByte),
            ("True", .unexpectedByte), ("NaN", .unexpectedByte), ("Infinity", .unexpectedByte),
            ("-Infinity", .unexpectedByte), ("+1", .unexpectedByte), (".5", .unexpectedByte), ("-.5", .unexpectedByte),
            ("/**/1", .unexpectedByte), ("\u{FEFF}{}", .unexpectedByte), ("]", .unexpectedByte),
            ("{} {}", .trailingBytes), ("{}\0", .trailingBytes), ("1 2", .trailingBytes), ("0x10", .trailingBytes),
            ("01", .invalidNumber), ("-01", .invalidNumber), ("1.a", .invalidNumber), ("1ea", .invalidNumber),
            ("1e+-2", .invalidNumber),
            ("1e400", .numberOutOfRange), ("-1e400", .numberOutOfRange),
            ("\"\u{1}\"", .controlCharacter), ("\"a\nb\"", .controlCharacter), ("\"\\n\t\"", .controlCharacter),
            (#""\x41""#, .invalidEscape), (#""\u12G4""#, .invalidEscape), (#""\uD83D""#, .invalidEscape),
            (#""\uD83D\n""#, .invalidEscape), (#""\uD83DuDE00""#, .invalidEscape),
            (#""\uDE00""#, .invalidEscape), (#""\uD83D\u0041""#, .invalidEscape), (#""\uDE00\uD83D""#, .invalidEscape),
            (#""\uD800\uD800""#, .invalidEscape), (#""\uDBFF\uDBFF""#, .invalidEscape),
            (#""\uD83D\uE000""#, .invalidEscape),
            ("\u{B}{}", .unexpectedByte), ("[\u{C}1]", .unexpectedByte), ("{}\u{B}", .trailingBytes),
            ("{}\u{A0}", .trailingBytes),
        ] as [(String, JSONError.Reason)]
    )
    func refused(text: String, reason: JSONError.Reason) {
        #expect(throws: JSONError.self) { try parse(text) }
        do throws(JSONError) {
            _ = try parse(text)
        } catch {
            #expect(error.reason == reason)
            #expect(error.offset <= text.utf8.count)
        }
    }

    @Test(
        "What is not UTF-8 is refused (RFC 8259 §8.1)",
        arguments: [
            [0x80], [0xC3], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
            [0x5C, 0x6E, 0xC3],
        ] as [[UInt8]]
    )
    func invalidUTF8(bytes: [UInt8]) {
        let text = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
        #expect(throws: JSONError(reason: .invalidUTF8, offset: 1)) { try JSONValue(parsing: text) }
    }

    @Test("A fault in a string is found at every place of it", arguments: 0..<19)
    func everyPlace(place: Int) {
        func text(_ byte: UInt8) -> [UInt8] {
            var string = [UInt8](repeating: UInt8(ascii: "a"), count: 20)
            string[place] = byte
            return [UInt8(ascii: "\"")] + string + [UInt8(ascii: "\"")]
        }
        #expect(throws: JSONError(reason: .controlCharacter, offset: place + 1)) { try JSONValue(parsing: text(0x1F)) }
        #expect(throws: JSONError(reason: .invalidUTF8, offset: 1)) { try JSONValue(parsing: text(0x80)) }
        #expect(throws: JSONError(reason: .invalidEscape, offset: place + 3)) { try JSONValue(parsing: text(0x5C)) }
        #expect(throws: JSONError(reason: .trailingBytes, offset: place + 2)) { try JSONValue(parsing: text(0x22)) }
    }

    @Test("Integers of every length are read, with and without text behind them", arguments: 1...19)
    func integersOfEveryLength(length: Int) throws {
        let digits = String("9123456789012345678".prefix(length))
        let value = try #require(Int64(digits))
        for (text, expected) in [(digits, value), ("-\(digits)", -value)] {
            #expect(try parse(text) == .integer(expected))
            #expect(try parse("[\(text),\(text) ]") == [.integer(expected), .integer(expected)])
        }
        for text in ["0\(digits)", "[0\(digits)]", "[\(digits)a]", "[\(digits).]", "[\(digits)e]", "[\(digits)-]"] {
            #expect(throws: JSONError.self) { try parse(text) }
        }
        guard case .number = try parse("[\(digits)E0]").arrayValue?.first else {
            Issue.record("an exponent is overlooked")
            return
        }
    }

    @Test("UTF-16 is refused", arguments: [[0xFE, 0xFF, 0x00, 0x7B], [0x7B, 0x00, 0x7D, 0x00]] as [[UInt8]])
    func otherEncodings(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: bytes) }
    }

    @Test(
        "Two members with one name are refused at any depth, however the name is written",
        arguments: [
            #"{"a":1,"a":1}"#, #"{"a":1,"b":2,"a":3}"#, #"{"x":{"a":1,"a":2}}"#, #"[[{"a":1,"a":2}]]"#,
            #"{"a":1,"\u0061":2}"#, #"{"":1,"":2}"#, #"{"\u0061":1,"\u0061":2}"#, #"{"/":1,"\/":2}"#,
            #"{"x":[{},{"a":1,"a":2}]}"#,
            #"{"a":{"a":{"a":1}},"a":2}"#, #"{"abcdefgh":1,"abcdefgh":2}"#, #"{"abcdefghi":1,"abcdefghi":2}"#,
        ]
    )
    func duplicates(text: String) {
        do throws(JSONError) {
            _ = try parse(text)
            Issue.record("accepted")
        } catch {
            #expect(error.reason == .duplicateMember)
        }
    }

    @Test("A duplicate is found among many members")
    func duplicateAmongMany() {
        let members = (0..<3000).map { "\"m\($0)\":\($0)" } + ["\"m1500\":0"]
        #expect(throws: JSONError.self) { try parse("{" + members.joined(separator: ",") + "}") }
    }

    @Test(
        "A duplicate is told by where it begins, among few and many, in an object in an object",
        arguments: [2, 16, 17, 300]
    )
    func placeOfADuplicate(count: Int) {
        let members = (0..<count - 1).map { "\"m\($0)\":{\"m0\":0}" }.joined(separator: ",")
        for text in ["{\(members),\"m\(count - 2)\":0}", "{\(members),\"\\u006d0\":0}"] {
            let offset = 1 + members.utf8.count + 1
            #expect(throws: JSONError(reason: .duplicateMember, offset: offset)) { try parse(text) }
            #expect(throws: JSONError(reason: .duplicateMember, offset: offset + 5)) { try parse("{\"a\":\(text)}") }
        }
    }

    @Test(
        "A number is out of range where no Double holds it",
        arguments: [
            ("1.7976931348623157e308", true), ("1.7976931348623158e308", true), ("1.797693134862315807e308", true),
            ("1.797693134862315808e308", false), ("1.7976931348623159e308", false), ("1.8e308", false), ("1e308", true),
            ("1e309", false), ("0.1e309", true), ("0.00018e312", false), ("17976931348623157e292", true),
            ("18000000000000000e292", false), ("0e999999999999999999999", true), ("0.000e400", true),
            ("1e-999999999999999999999", true), ("1e999999999999999999999", false), ("-1e309", false), ("5e-324", true),
        ]
    )
    func range(text: String, isGood: Bool) throws {
        if isGood {
            #expect(try parse(text).doubleValue == Double(text))
            #expect(try parse("[\(text)]") == [.number(Double(text) ?? .nan)])
        } else {
            #expect(throws: JSONError(reason: .numberOutOfRange, offset: 0)) { try parse(text) }
        }
    }

    @Test("Names that are canonically equivalent but not the same are two names")
    func canonicalEquivalence() throws {
        let object = try #require(try parse("{\"K\":1,\"\u{212A}\":2,\"é\":3,\"e\u{301}\":4}").objectValue)
        #expect(object.count == 4)
        #expect(object["K"] == 1)
        #expect(object["\u{212A}"] == 2)
        #expect(object["e\u{301}"] == 4)
    }

    @Test("32 levels are read, 33 are refused", arguments: [("[", "]"), ("{\"a\":", "}")])
    func depth(open: String, close: String) throws {
        func nested(_ depth: Int) -> String {
            String(repeating: open, count: depth) + (open == "[" ? "" : "1") + String(repeating: close, count: depth)
        }
        #expect(throws: Never.self) { try parse(nested(32)) }
        do throws(JSONError) {
            _ = try parse(nested(33))
            Issue.record("accepted")
        } catch {
            #expect(error.reason == .tooDeep)
        }
    }

    @Test("A hundred thousand brackets neither crash nor take long")
    func deepBomb() {
        #expect(throws: JSONError.self) { try parse(String(repeating: "[", count: 100_000)) }
        #expect(throws: JSONError.self) { try parse(String(repeating: "{\"a\":", count: 100_000)) }
    }

    @Test("A number has at most 128 characters, unless it is an integer that fits")
    func longNumbers() throws {
        let zeros = String(repeating: "0", count: 125)
        #expect(try parse("1." + zeros + "1") == 1)
        #expect(throws: JSONError(reason: .numberOutOfRange, offset: 0)) { try parse("1." + zeros + "01") }
        #expect(throws: JSONError(reason: .numberOutOfRange, offset: 0)) {
            try parse(String(repeating: "9", count: 129))
        }
    }

    @Test("An object is asked for and another value refused", arguments: ["[]", "1", "\"{}\"", "null", "true"])
    func notAnObject(text: String) {
        #expect(throws: JSONError(reason: .notAnObject, offset: 0)) { try JSONObject(parsing: Array(text.utf8)) }
    }

    @Test("The offset says where the fault is, and the description repeats nothing of the text")
    func offset() {
        do throws(JSONError) {
            _ = try parse("{\"secret\":x}")
        } catch {
            #expect(error.offset == 10)
            #expect(error.description == "a byte that cannot stand there, at byte 10")
        }
    }
}

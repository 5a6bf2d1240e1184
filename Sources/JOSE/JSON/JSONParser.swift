/// Reads one JSON text (RFC 8259) and nothing that is not in its grammar: UTF-8, no byte order mark, no trailing bytes,
/// no duplicate names at any depth, at most 32 levels of nesting.
struct JSONParser: ~Copyable {
    static let maximumDepth = 32
    /// More digits than any date or counter has (RFC 8259 §9 lets a parser set such a limit).
    static let maximumNumberLength = 128

    /// How many members an outermost object has room for before it must grow.
    private static let usualMembers = 12

    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func parseText() throws(JSONError) -> JSONValue {
        skipWhitespace()
        let value = try parseValue(depth: 0)
        skipWhitespace()
        guard offset == bytes.count else { throw error(.trailingBytes) }
        return value
    }

    /// `depth` arrays and objects stand around the value.
    private mutating func parseValue(depth: Int) throws(JSONError) -> JSONValue {
        switch try peek() {
        case UInt8(ascii: "{"):
            return .object(try parseObject(depth: depth + 1))
        case UInt8(ascii: "["):
            return .array(try parseArray(depth: depth + 1))
        case UInt8(ascii: "\""):
            return .string(try parseString())
        case UInt8(ascii: "t"):
            try expect("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expect("false")
            return .bool(false)
        case UInt8(ascii: "n"):
            try expect("null")
            return .null
        default:
            return try parseNumber()
        }
    }

    private mutating func parseObject(depth: Int) throws(JSONError) -> JSONObject {
        guard depth <= JSONParser.maximumDepth else { throw error(.tooDeep) }
        // Most texts are the claims of a token; what is further inside is small, or many.
        var object = depth == 1 ? JSONObject(capacity: JSONParser.usualMembers) : JSONObject()
        offset += 1
        skipWhitespace()
        if skip(UInt8(ascii: "}")) { return object }
        while true {
            let start = offset
            let name = try parseString()
            skipWhitespace()
            guard skip(UInt8(ascii: ":")) else { throw unexpected() }
            skipWhitespace()
            let value = try parseValue(depth: depth)
            guard object.insert(name, value) else { throw JSONError(reason: .duplicateMember, offset: start) }
            skipWhitespace()
            if skip(UInt8(ascii: "}")) { return object }
            guard skip(UInt8(ascii: ",")) else { throw unexpected() }
            skipWhitespace()
        }
    }

    private mutating func parseArray(depth: Int) throws(JSONError) -> [JSONValue] {
        guard depth <= JSONParser.maximumDepth else { throw error(.tooDeep) }
        var values: [JSONValue] = []
        offset += 1
        skipWhitespace()
        if skip(UInt8(ascii: "]")) { return values }
        while true {
            values.append(try parseValue(depth: depth))
            skipWhitespace()
            if skip(UInt8(ascii: "]")) { return values }
            guard skip(UInt8(ascii: ",")) else { throw unexpected() }
            skipWhitespace()
        }
    }

    // MARK: Strings

    private mutating func parseString() throws(JSONError) -> String {
        guard skip(UInt8(ascii: "\"")) else { throw unexpected() }
        let start = offset
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                let text = try string(bytes.span.extracting(start..<offset), from: start)
                offset += 1
                return text
            case UInt8(ascii: "\\"):
                return try parseEscapedString(from: start)
            case ..<0x20:
                throw error(.controlCharacter)
            default:
                offset += 1
            }
        }
        throw error(.unexpectedEnd)
    }

    /// The rest of a string whose first escape is next.
    private mutating func parseEscapedString(from start: Int) throws(JSONError) -> String {
        var text = Array(bytes[start..<offset])
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            switch byte {
            case UInt8(ascii: "\""):
                return try string(text.span, from: start)
            case UInt8(ascii: "\\"):
                try parseEscape(into: &text)
            case ..<0x20:
                throw error(.controlCharacter)
            default:
                text.append(byte)
            }
        }
        throw error(.unexpectedEnd)
    }

    private mutating func parseEscape(into text: inout [UInt8]) throws(JSONError) {
        let byte = try peek()
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): text.append(contentsOf: Array(String(try parseUnicodeEscape()).utf8))
        default: throw error(.invalidEscape)
        }
    }

    private mutating func parseUnicodeEscape() throws(JSONError) -> Character {
        let first = try parseFourHexDigits()
        if let scalar = Unicode.Scalar(first) { return Character(scalar) }
        // RFC 8259 §7: beyond the basic plane, a pair of surrogates; half a pair is no character.
        guard first < 0xDC00, skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) else { throw error(.invalidEscape) }
        let second = try parseFourHexDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error(.invalidEscape) }
        return Character(scalar)
    }

    private mutating func parseFourHexDigits() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            let byte = try peek()
            let digit =
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
                case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
                case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
                default: throw error(.invalidEscape)
                }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }

    private func string(_ bytes: Span<UInt8>, from start: Int) throws(JSONError) -> String {
        do {
            return String(copying: try UTF8Span(validating: bytes))
        } catch {
            throw JSONError(reason: .invalidUTF8, offset: start)
        }
    }

    // MARK: Numbers

    /// RFC 8259 §6. What has no fraction, no exponent and fits is an integer.
    private mutating func parseNumber() throws(JSONError) -> JSONValue {
        let start = offset
        let isNegative = skip(UInt8(ascii: "-"))
        let magnitude = try parseIntegerPart(isNegative: isNegative)
        var isInteger = true
        if skip(UInt8(ascii: ".")) {
            isInteger = false
            try skipDigits()
        }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
            isInteger = false
            if !skip(UInt8(ascii: "+")) { _ = skip(UInt8(ascii: "-")) }
            try skipDigits()
        }
        if isInteger, let magnitude { return .integer(magnitude) }
        guard offset - start <= JSONParser.maximumNumberLength else {
            throw JSONError(reason: .numberOutOfRange, offset: start)
        }
        let literal = try string(bytes.span.extracting(start..<offset), from: start)
        guard let value = Double(literal), value.isFinite else {
            throw JSONError(reason: .numberOutOfRange, offset: start)
        }
        return .number(value)
    }

    /// - Returns: `nil` where the value does not fit.
    private mutating func parseIntegerPart(isNegative: Bool) throws(JSONError) -> Int64? {
        let start = offset
        if skip(UInt8(ascii: "0")) {
            guard digit(at: offset) == nil else { throw error(.invalidNumber) }
            return 0
        }
        var value: Int64? = 0
        while let digit = digit(at: offset) {
            value = value?.appending(isNegative ? -digit : digit)
            offset += 1
        }
        guard offset > start else { throw unexpected() }
        return value
    }

    private mutating func skipDigits() throws(JSONError) {
        let start = offset
        while digit(at: offset) != nil { offset += 1 }
        guard offset > start else { throw error(offset < bytes.count ? .invalidNumber : .unexpectedEnd) }
    }

    private func digit(at offset: Int) -> Int64? {
        guard offset < bytes.count else { return nil }
        let value = bytes[offset] &- UInt8(ascii: "0")
        return value < 10 ? Int64(value) : nil
    }

    // MARK: Bytes

    private func peek() throws(JSONError) -> UInt8 {
        guard offset < bytes.count else { throw error(.unexpectedEnd) }
        return bytes[offset]
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    private mutating func skipWhitespace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    private mutating func expect(_ literal: String) throws(JSONError) {
        for byte in literal.utf8 {
            guard skip(byte) else { throw unexpected() }
        }
    }

    private func unexpected() -> JSONError {
        error(offset < bytes.count ? .unexpectedByte : .unexpectedEnd)
    }

    private func error(_ reason: JSONError.Reason) -> JSONError {
        JSONError(reason: reason, offset: offset)
    }
}

extension Int64 {
    fileprivate func appending(_ digit: Int64) -> Int64? {
        let (shifted, overflowed) = multipliedReportingOverflow(by: 10)
        let (sum, carried) = shifted.addingReportingOverflow(digit)
        return overflowed || carried ? nil : sum
    }
}

extension JSONValue {
    /// Reads UTF-8 JSON (RFC 8259).
    ///
    /// - Throws: ``JSONError`` for anything else; for two members with the same name, at any depth; for more than 32
    ///   levels; for a number that no `Double` holds.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var parser = JSONParser(bytes)
        self = try parser.parseText()
    }
}

extension JSONObject {
    /// Reads UTF-8 JSON (RFC 8259) whose outermost value is an object.
    ///
    /// - Throws: ``JSONError`` for anything else; for two members with the same name, at any depth; for more than 32
    ///   levels; for a number that no `Double` holds.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        guard case .object(let object) = try JSONValue(parsing: bytes) else {
            throw JSONError(reason: .notAnObject, offset: 0)
        }
        self = object
    }
}

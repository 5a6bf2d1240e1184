import Text

/// Reads one JSON text (RFC 8259) and nothing that is not in its grammar: UTF-8, no byte order mark, no trailing bytes,
/// no duplicate names at any depth, at most 32 levels of nesting.
///
/// The text is gone through once and remembered by places in it; values are made of it when somebody asks for them. What a
/// token costs that is refused before so does not depend on how much stands in it.
struct JSONParser: ~Copyable {
    static let maximumDepth = 32
    /// More digits than any date or counter has (RFC 8259 §9 lets a parser set such a limit).
    static let maximumNumberLength = 128

    let bytes: [UInt8]
    var offset: Int
    /// There are no blanks, escapes and numbers in what was read that would be written in another way.
    private(set) var isCompact = true

    init(_ bytes: [UInt8], at offset: Int = 0) {
        self.bytes = bytes
        self.offset = offset
    }

    /// Goes through the whole text.
    ///
    /// - Returns: its outermost value, if that is an object.
    mutating func scanText() throws(JSONError) -> JSONText? {
        // Places are kept in half the memory that they would need.
        guard bytes.count <= Int32.max else { throw error(.tooLong) }
        skipWhitespace()
        let isObject = try peek() == UInt8(ascii: "{")
        let text = isObject ? try scanMembers() : nil
        if !isObject { try scanValue() }
        skipWhitespace()
        guard offset == bytes.count else { throw error(.trailingBytes) }
        return text
    }

    /// The object that begins here, by itself.
    mutating func scanMembers() throws(JSONError) -> JSONText {
        let start = offset
        var members = JSONMembers()
        isCompact = true
        _ = try scanObject(depth: 1, &members)
        return JSONText(bytes: bytes, range: start..<offset, isCompact: isCompact, members: members.compacted)
    }

    /// The value that begins here, by itself.
    mutating func scanValue() throws(JSONError) {
        var members = JSONMembers()
        _ = try scanValue(depth: 0, &members)
    }

    /// `depth` arrays and objects stand around the value; `members` are those of the objects that are open, those of the
    /// innermost last.
    ///
    /// - Returns: whether it is a string without escapes.
    private mutating func scanValue(depth: Int, _ members: inout JSONMembers) throws(JSONError) -> Bool {
        switch try peek() {
        case UInt8(ascii: "{"):
            members.close(from: try scanObject(depth: depth + 1, &members))
        case UInt8(ascii: "["): try scanArray(depth: depth + 1, &members)
        case UInt8(ascii: "\""): return try !scanString().hasEscapes
        case UInt8(ascii: "t"): try expect("true")
        case UInt8(ascii: "f"): try expect("false")
        case UInt8(ascii: "n"): try expect("null")
        default: _ = try scanNumber()
        }
        return false
    }

    /// - Returns: where its members begin among those that are open.
    private mutating func scanObject(depth: Int, _ members: inout JSONMembers) throws(JSONError) -> Int {
        guard depth <= JSONParser.maximumDepth else { throw error(.tooDeep) }
        let first = members.count
        offset += 1
        skipWhitespace()
        if skip(UInt8(ascii: "}")) { return first }
        while true {
            let name = try scanString()
            skipWhitespace()
            guard skip(UInt8(ascii: ":")) else { throw unexpected() }
            skipWhitespace()
            let member = members.append(name, valueStart: offset, in: bytes)
            let isPlainString = try scanValue(depth: depth, &members)
            members.endValue(of: member, at: offset, isPlainString: isPlainString)
            skipWhitespace()
            if skip(UInt8(ascii: "}")) { break }
            guard skip(UInt8(ascii: ",")) else { throw unexpected() }
            skipWhitespace()
        }
        if let duplicate = members.duplicate(from: first, in: bytes) {
            throw JSONError(reason: .duplicateMember, offset: duplicate)
        }
        return first
    }

    private mutating func scanArray(depth: Int, _ members: inout JSONMembers) throws(JSONError) {
        guard depth <= JSONParser.maximumDepth else { throw error(.tooDeep) }
        offset += 1
        skipWhitespace()
        if skip(UInt8(ascii: "]")) { return }
        while true {
            _ = try scanValue(depth: depth, &members)
            skipWhitespace()
            if skip(UInt8(ascii: "]")) { return }
            guard skip(UInt8(ascii: ",")) else { throw unexpected() }
            skipWhitespace()
        }
    }

    // MARK: Strings

    mutating func scanString() throws(JSONError) -> JSONStringPlace {
        guard skip(UInt8(ascii: "\"")) else { throw unexpected() }
        let start = offset
        var hasEscapes = false
        var combined: UInt8 = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            switch byte {
            case UInt8(ascii: "\""):
                if combined >= 0x80 { try checkUTF8(from: start) }
                offset += 1
                return JSONStringPlace(start: start, end: offset - 1, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                isCompact = false
                offset += 1
                _ = try scanEscape()
            case ..<0x20:
                throw error(.controlCharacter)
            default:
                combined |= byte
                offset += 1
            }
        }
        throw error(.unexpectedEnd)
    }

    /// An escape is ASCII where it stands, and a whole character where it is meant: it changes nothing about what is UTF-8.
    private func checkUTF8(from start: Int) throws(JSONError) {
        do {
            _ = try UTF8Span(validating: bytes.span.extracting(start..<offset))
        } catch {
            throw JSONError(reason: .invalidUTF8, offset: start)
        }
    }

    /// What stands behind a backslash.
    mutating func scanEscape() throws(JSONError) -> Unicode.Scalar {
        let byte = try peek()
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try scanUnicodeEscape()
        default: throw error(.invalidEscape)
        }
    }

    private mutating func scanUnicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let first = try scanFourHexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        // RFC 8259 §7: beyond the basic plane, a pair of surrogates; half a pair is no character.
        guard first < 0xDC00, skip(UInt8(ascii: "\\")), skip(UInt8(ascii: "u")) else { throw error(.invalidEscape) }
        let second = try scanFourHexDigits()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw error(.invalidEscape) }
        return scalar
    }

    private mutating func scanFourHexDigits() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = try peek().hexadecimalValue else { throw error(.invalidEscape) }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }

    // MARK: Numbers

    /// RFC 8259 §6. What has no fraction, no exponent and fits is an integer.
    mutating func scanNumber() throws(JSONError) -> Int64? {
        let start = offset
        var number = JSONNumber(isNegative: skip(UInt8(ascii: "-")))
        if skip(UInt8(ascii: "0")) {
            guard digit(at: offset) == nil else { throw error(.invalidNumber) }
        } else {
            let digits = offset
            while let digit = digit(at: offset) {
                number.append(digit)
                offset += 1
            }
            guard offset > digits else { throw unexpected() }
        }
        if skip(UInt8(ascii: ".")) { try scanFraction(&number) }
        if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) { try scanExponent(&number) }
        if let integer = number.integer {
            if integer == 0, number.isNegative { isCompact = false }
            return integer
        }
        isCompact = false
        guard offset - start <= JSONParser.maximumNumberLength, number.isFinite ?? (double(from: start) != nil) else {
            throw JSONError(reason: .numberOutOfRange, offset: start)
        }
        return nil
    }

    private mutating func scanFraction(_ number: inout JSONNumber) throws(JSONError) {
        number.isInteger = false
        let start = offset
        while let digit = digit(at: offset) {
            number.appendFraction(digit)
            offset += 1
        }
        guard offset > start else { throw error(offset < bytes.count ? .invalidNumber : .unexpectedEnd) }
    }

    private mutating func scanExponent(_ number: inout JSONNumber) throws(JSONError) {
        number.isInteger = false
        let isNegative = !skip(UInt8(ascii: "+")) && skip(UInt8(ascii: "-"))
        let start = offset
        var exponent = 0
        while let digit = digit(at: offset) {
            // Beyond every number of so few digits as are read.
            exponent = min(exponent * 10 + Int(digit), 1_000_000)
            offset += 1
        }
        guard offset > start else { throw error(offset < bytes.count ? .invalidNumber : .unexpectedEnd) }
        number.exponent += isNegative ? -exponent : exponent
    }

    /// The number that was written from `start` to here; `nil` where no `Double` holds it.
    func double(from start: Int) -> Double? {
        let value = Double(String(decoding: bytes[start..<offset], as: UTF8.self))
        return value.flatMap { $0.isFinite ? $0 : nil }
    }

    private func digit(at offset: Int) -> UInt8? {
        guard offset < bytes.count else { return nil }
        let value = bytes[offset] &- UInt8(ascii: "0")
        return value < 10 ? value : nil
    }

    // MARK: Bytes

    func peek() throws(JSONError) -> UInt8 {
        guard offset < bytes.count else { throw error(.unexpectedEnd) }
        return bytes[offset]
    }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    @inline(__always)
    mutating func skipWhitespace() {
        if offset < bytes.count, bytes[offset] > 0x20 { return }
        skipBlanks()
    }

    private mutating func skipBlanks() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D:
                offset += 1
                isCompact = false
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

extension JSONValue {
    /// Reads UTF-8 JSON (RFC 8259).
    ///
    /// - Throws: ``JSONError`` for anything else; for two members with the same name, at any depth; for more than 32
    ///   levels; for a number that no `Double` holds.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var parser = JSONParser(bytes)
        if let text = try parser.scanText() {
            self = .object(JSONObject(text))
        } else {
            var parser = JSONParser(bytes)
            parser.skipWhitespace()
            self = parser.value(whole: false)
        }
    }
}

extension JSONObject {
    /// Reads UTF-8 JSON (RFC 8259) whose outermost value is an object.
    ///
    /// - Throws: ``JSONError`` for anything else; for two members with the same name, at any depth; for more than 32
    ///   levels; for a number that no `Double` holds.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var parser = JSONParser(bytes)
        guard let text = try parser.scanText() else { throw JSONError(reason: .notAnObject, offset: 0) }
        self.init(text)
    }
}

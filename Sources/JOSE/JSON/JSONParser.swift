import Text

/// Reads one JSON text (RFC 8259) and nothing that is not in its grammar: UTF-8, no byte order mark, no trailing bytes,
/// no duplicate names at any depth, at most 32 levels of nesting.
///
/// The text is gone through once and remembered by places in it; values are made of it when somebody asks for them. What a
/// token costs that is refused before so does not depend on how much stands in it.
struct JSONParser: ~Copyable {
    static let maximumDepth = 32

    let bytes: [UInt8]
    var offset: Int
    /// There are no blanks, escapes and numbers in what was read that would be written in another way.
    var isCompact = true

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
            let start = offset
            let isPlainString = try scanValue(depth: depth, &members)
            members.append(name, value: start..<offset, isPlainString: isPlainString, in: bytes)
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
        var hasNonASCII = false
        while true {
            let plain = Self.plain(in: bytes.span, from: offset)
            offset = plain.end
            hasNonASCII = hasNonASCII || plain.hasNonASCII
            switch try peek() {
            case UInt8(ascii: "\""):
                if hasNonASCII { try checkUTF8(from: start) }
                offset &+= 1
                return JSONStringPlace(start: start, end: plain.end, hasEscapes: hasEscapes)
            case UInt8(ascii: "\\"):
                hasEscapes = true
                isCompact = false
                offset &+= 1
                _ = try scanEscape()
            default:
                throw error(.controlCharacter)
            }
        }
    }

    /// - Returns: where the next quote, backslash or control character stands, or where the text ends.
    @inline(__always)
    private static func plain(in text: Span<UInt8>, from start: Int) -> (end: Int, hasNonASCII: Bool) {
        var offset = start
        var hasNonASCII = false
        while let word = ByteWord(text, at: offset) {
            if let place = word.firstNotPlain {
                return (offset &+ place, hasNonASCII || word.prefix(place).hasNonASCII)
            }
            hasNonASCII = hasNonASCII || word.hasNonASCII
            offset &+= ByteWord.byteCount
        }
        while offset < text.count, text[offset].isPlainInJSON {
            hasNonASCII = hasNonASCII || text[offset] >= 0x80
            offset &+= 1
        }
        return (offset, hasNonASCII)
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

    // MARK: Bytes

    @inline(__always)
    func peek() throws(JSONError) -> UInt8 {
        guard offset < bytes.count else { throw error(.unexpectedEnd) }
        return bytes[offset]
    }

    @inline(__always)
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

    func unexpected() -> JSONError {
        error(offset < bytes.count ? .unexpectedByte : .unexpectedEnd)
    }

    func error(_ reason: JSONError.Reason) -> JSONError {
        JSONError(reason: reason, offset: offset)
    }
}

extension UInt8 {
    /// Stands in a JSON string for itself, or for a part of a character.
    fileprivate var isPlainInJSON: Bool {
        self >= 0x20 && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
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

public import HTTP
public import HTTPTypes

/// The parameters of a request as they were sent: name-value pairs (FastCGI 1.0 §3.4), found again at each look-up.
///
/// A request has some twenty of them and most are never read, so none is made a string before it is asked for.
public struct Parameters: RequestSource {
    private let bytes: [UInt8]

    /// Takes the content of a request's `FCGI_PARAMS` records, one after the other; `nil` if a length in it is not true.
    public init?(_ bytes: [UInt8]) {
        guard Self.areWellFormed(bytes.span) else { return nil }
        self.init(wellFormed: bytes)
    }

    /// Takes pairs for which ``areWellFormed(_:)`` holds.
    ///
    /// - Parameters:
    ///   - bytes: The pairs.
    ///   - role: What the web server wants. An Authorizer finds `FCGI_ROLE` among the parameters, as libfcgi would put it
    ///     there, before any that was sent.
    init(wellFormed bytes: [UInt8], role: UInt16 = Role.responder) {
        self.bytes = role == Role.authorizer ? Self.authorizerRole + bytes : bytes
    }

    private static let authorizerRole = [9, 10] + Array("FCGI_ROLEAUTHORIZER".utf8)

    /// Every length is true: the pairs fill the bytes to the last one.
    static func areWellFormed(_ bytes: Span<UInt8>) -> Bool {
        var position = 0
        while position < bytes.count {
            guard nextPair(bytes, &position) != nil else { return false }
        }
        return true
    }

    /// The value of the first pair with this name.
    public func metaVariable(_ name: StaticString) -> String? {
        let span = bytes.span
        var position = 0
        while position < span.count, let pair = Self.nextPair(span, &position) {
            if pair.name.count == name.utf8CodeUnitCount, Self.equal(span, pair.name, name) {
                return string(pair.value)
            }
        }
        return nil
    }

    /// The values of every header field with this name, in the order in which the web server passed them.
    public func values(of name: HTTPField.Name) -> [String] {
        let span = bytes.span
        let length = Self.prefix.utf8CodeUnitCount + name.canonicalName.utf8.count
        var values: [String] = []
        var position = 0
        while position < span.count, let pair = Self.nextPair(span, &position) {
            if pair.name.count == length, Self.names(span, pair.name, name) { values.append(string(pair.value)) }
        }
        return values.isEmpty ? contentField(name).map { [$0.value] } ?? [] : values
    }

    /// All header fields. Their names are in lower case, with `-` where the parameter had `_`.
    public var headerFields: HTTPFields {
        let span = bytes.span
        var fields = HTTPFields()
        var position = 0
        while position < span.count, let pair = Self.nextPair(span, &position) {
            guard let name = fieldName(pair.name) else { continue }
            fields.append(HTTPField(name: name, value: string(pair.value)))
        }
        for name in [HTTPField.Name.contentType, .contentLength] where fields[name] == nil {
            if let field = contentField(name) { fields.append(field) }
        }
        return fields
    }

    /// Whether a header field has a name that matches, as it stands behind `HTTP_`.
    public func containsHeaderField(where isMatch: (_ name: Span<UInt8>) -> Bool) -> Bool {
        let span = bytes.span
        var position = 0
        while position < span.count, let pair = Self.nextPair(span, &position) {
            guard Self.isHeaderField(span, pair.name) else { continue }
            let start = pair.name.lowerBound + Self.prefix.utf8CodeUnitCount
            if isMatch(span.extracting(start..<pair.name.upperBound)) { return true }
        }
        return false
    }

    /// The two fields that have a meta-variable without `HTTP_`, empty if the request has none (RFC 3875 §4.1.2, §4.1.3).
    /// nginx passes them as any other field, too.
    private func contentField(_ name: HTTPField.Name) -> HTTPField? {
        let value =
            switch name {
            case .contentType: metaVariable("CONTENT_TYPE")
            case .contentLength: metaVariable("CONTENT_LENGTH")
            default: String?.none
            }
        guard let value, !value.isEmpty else { return nil }
        return HTTPField(name: name, value: value)
    }

    private struct Pair {
        let name: Range<Int>
        let value: Range<Int>
    }

    private static let prefix: StaticString = "HTTP_"

    private static func nextPair(_ bytes: Span<UInt8>, _ position: inout Int) -> Pair? {
        guard let nameLength = length(bytes, &position), let valueLength = length(bytes, &position),
            nameLength + valueLength <= bytes.count - position
        else { return nil }
        let start = position
        position += nameLength + valueLength
        return Pair(name: start..<start + nameLength, value: start + nameLength..<position)
    }

    /// One byte, or four whose first bit is set (FastCGI 1.0 §3.4): at most 2³¹ − 1, so the sum of two fits an `Int`.
    private static func length(_ bytes: Span<UInt8>, _ position: inout Int) -> Int? {
        guard position < bytes.count else { return nil }
        let first = Int(bytes[position])
        guard first & 0x80 != 0 else {
            position += 1
            return first
        }
        guard position + 4 <= bytes.count else { return nil }
        defer { position += 4 }
        return (first & 0x7f) << 24 | Int(bytes[position + 1]) << 16 | Int(bytes[position + 2]) << 8
            | Int(bytes[position + 3])
    }

    private static func equal(_ bytes: Span<UInt8>, _ range: Range<Int>, _ name: StaticString) -> Bool {
        name.withUTF8Buffer { text in
            for offset in 0..<range.count where unsafe bytes[range.lowerBound + offset] != text[offset] { return false }
            return true
        }
    }

    /// `HTTP_` and the name in upper case with `-` as `_` (RFC 3875 §4.1.18).
    private static func names(_ bytes: Span<UInt8>, _ range: Range<Int>, _ name: HTTPField.Name) -> Bool {
        guard isHeaderField(bytes, range) else { return false }
        var position = range.lowerBound + prefix.utf8CodeUnitCount
        for byte in name.canonicalName.utf8 {
            guard bytes[position] == metaVariableByte(byte) else { return false }
            position += 1
        }
        return true
    }

    private static func metaVariableByte(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 0x20
        case UInt8(ascii: "-"): UInt8(ascii: "_")
        default: byte
        }
    }

    private static func isHeaderField(_ bytes: Span<UInt8>, _ name: Range<Int>) -> Bool {
        let length = prefix.utf8CodeUnitCount
        return name.count > length && equal(bytes, name.lowerBound..<name.lowerBound + length, prefix)
    }

    private func fieldName(_ range: Range<Int>) -> HTTPField.Name? {
        guard Self.isHeaderField(bytes.span, range) else { return nil }
        let name = string(range.lowerBound + Self.prefix.utf8CodeUnitCount..<range.upperBound)
        return HTTPField.Name(name.lowercased().replacing("_", with: "-"))
    }

    private func string(_ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }
}

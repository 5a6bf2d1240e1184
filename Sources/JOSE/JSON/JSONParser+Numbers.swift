/// Numbers (RFC 8259 §6).
extension JSONParser {
    /// More digits than any date or counter has (RFC 8259 §9 lets a parser set such a limit).
    static let maximumNumberLength = 128
    /// Any integer of so many digits fits.
    private static let shortDigits = 18

    /// RFC 8259 §6. What has no fraction, no exponent and fits is an integer.
    @inline(__always)
    mutating func scanNumber() throws(JSONError) -> Int64? {
        guard let short = Self.shortInteger(in: bytes.span, from: offset) else { return try scanLongNumber() }
        offset = short.end
        return short.value
    }

    /// Most numbers are dates and counters, in which nothing can overflow; `nil` for any other.
    private static func shortInteger(in text: Span<UInt8>, from start: Int) -> (value: Int64, end: Int)? {
        var value: Int64 = 0
        var end = start
        while end < text.count {
            let digit = text[end] &- UInt8(ascii: "0")
            guard digit < 10 else {
                let isWhole = end > start && end &- start <= shortDigits && !text[end].continuesInteger
                // No zero before others.
                return isWhole && (text[start] != UInt8(ascii: "0") || end &- start == 1) ? (value, end) : nil
            }
            value = value &* 10 &+ Int64(digit)
            end &+= 1
        }
        return nil
    }

    private mutating func scanLongNumber() throws(JSONError) -> Int64? {
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
}

extension UInt8 {
    /// Behind the digits of an integer, it makes another number of it.
    fileprivate var continuesInteger: Bool {
        self == UInt8(ascii: ".") || self | 0x20 == UInt8(ascii: "e")
    }
}

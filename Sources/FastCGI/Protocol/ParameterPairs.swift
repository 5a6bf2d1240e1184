import Glibc

/// The name-value pairs that a request's `FCGI_PARAMS` records hold (FastCGI 1.0 §3.4), looked at before libfcgi reads them.
enum ParameterPairs {
    enum Verdict {
        /// libfcgi will see what was sent.
        case readable
        /// A length in them is not true.
        case malformed
        /// A name with a `=`, or a zero byte: in an environment (environ(7)) it would be another name, or end too early.
        case ambiguous
    }

    /// What libfcgi would make of them.
    static func verdict(on bytes: Span<UInt8>) -> Verdict {
        var position = 0
        var isAmbiguous = false
        while position < bytes.count {
            guard let nameLength = length(bytes, &position), let valueLength = length(bytes, &position),
                nameLength + valueLength <= bytes.count - position
            else { return .malformed }
            let pair = bytes.extracting(position..<position + nameLength + valueLength)
            isAmbiguous =
                isAmbiguous || contains(UInt8(ascii: "="), pair.extracting(first: nameLength)) || contains(0, pair)
            position += pair.count
        }
        return isAmbiguous ? .ambiguous : .readable
    }

    private static func contains(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
        unsafe bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return false }
            return unsafe memchr(start, Int32(byte), bytes.count) != nil
        }
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
}

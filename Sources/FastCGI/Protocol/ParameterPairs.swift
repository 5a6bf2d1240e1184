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
    static func verdict(on bytes: [UInt8]) -> Verdict {
        unsafe bytes.withUnsafeBytes { unsafe verdict(on: $0) }
    }

    private static func verdict(on bytes: UnsafeRawBufferPointer) -> Verdict {
        var isAmbiguous = false
        var position = 0
        while position < bytes.count {
            guard let name = unsafe length(bytes, &position), let value = unsafe length(bytes, &position),
                name + value <= bytes.count - position, let start = bytes.baseAddress
            else { return .malformed }
            let pair = unsafe start + position
            // The functions of the C library look at 32 bytes at a time.
            if unsafe memchr(pair, Int32(UInt8(ascii: "=")), name) != nil || memchr(pair, 0, name + value) != nil {
                isAmbiguous = true
            }
            position += name + value
        }
        return isAmbiguous ? .ambiguous : .readable
    }

    /// One byte, or four whose first bit is set (FastCGI 1.0 §3.4): at most 2³¹ − 1, so the sum of two fits an `Int`.
    private static func length(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> Int? {
        guard position < bytes.count else { return nil }
        let first = Int(unsafe bytes[position])
        guard first & 0x80 != 0 else {
            position += 1
            return first
        }
        guard position + 4 <= bytes.count else { return nil }
        defer { position += 4 }
        return unsafe (first & 0x7f) << 24 | Int(bytes[position + 1]) << 16 | Int(bytes[position + 2]) << 8
            | Int(bytes[position + 3])
    }
}

/// Percent-encoding (RFC 3986 §2.1).
package enum PercentEncoding {
    /// `text` in UTF-8 with every byte encoded that is not to be kept.
    ///
    /// Inlined as far as a text goes that is kept as it is, as most are.
    @inlinable package static func encode(_ text: String, keeping isKept: (UInt8) -> Bool) -> String {
        text.utf8.allSatisfy(isKept) ? text : encodeSome(of: text, keeping: isKept)
    }

    @usableFromInline static func encodeSome(of text: String, keeping isKept: (UInt8) -> Bool) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3)
        for byte in text.utf8 {
            if isKept(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digit(byte >> 4))
                bytes.append(digit(byte & 0xF))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// RFC 3986 §2.1: in upper case.
    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    /// The text that is encoded as `bytes`; `nil` if an encoding is broken, or the text is not UTF-8. `plain` says what a
    /// byte that is not encoded stands for, and is `nil` where it should have been.
    package static func decode(_ bytes: some Collection<UInt8>, plain: (UInt8) -> UInt8?) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                guard let byte = plain(byte) else { return nil }
                decoded.append(byte)
                continue
            }
            guard let high = rest.popFirst()?.hexadecimalValue, let low = rest.popFirst()?.hexadecimalValue else {
                return nil
            }
            decoded.append(high << 4 | low)
        }
        return String(validating: decoded, as: UTF8.self)
    }
}

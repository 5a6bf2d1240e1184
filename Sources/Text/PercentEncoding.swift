/// Percent-encoding (RFC 3986 §2.1).
@usableFromInline
package enum PercentEncoding {
    /// `text` in UTF-8 with every byte encoded that is not to be kept.
    ///
    /// Inlined as far as a text goes that is kept as it is, as most are.
    @inlinable package static func encode(_ text: String, keeping isKept: (UInt8) -> Bool) -> String {
        let bytes = text.utf8.span
        for index in bytes.indices where !isKept(bytes[index]) { return encodeSome(of: text, keeping: isKept) }
        return text
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
        self.bytes(Array(bytes).span, plain: plain).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The same before it is a text. It is inlined with what is plain, as a certificate is read with each request.
    @inlinable package static func bytes(_ text: Span<UInt8>, plain: (UInt8) -> UInt8?) -> [UInt8]? {
        var isRight = true
        let bytes = [UInt8](capacity: text.count) { output in
            var index = 0
            while index < text.count {
                if text[index] != UInt8(ascii: "%") {
                    guard let byte = plain(text[index]) else { return isRight = false }
                    output.append(byte)
                    index += 1
                } else if index + 2 < text.count, let high = text[index + 1].hexadecimalValue,
                    let low = text[index + 2].hexadecimalValue
                {
                    output.append(high << 4 | low)
                    index += 3
                } else {
                    return isRight = false
                }
            }
        }
        return isRight ? bytes : nil
    }
}

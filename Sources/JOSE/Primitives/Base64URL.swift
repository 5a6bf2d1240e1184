/// Base64url as JOSE writes it (RFC 7515 §2): no padding, no white space, no other characters, and zero in the bits that
/// the last character has left over (RFC 4648 §3.5), so that every byte string has exactly one spelling.
public enum Base64URL {
    /// The one spelling of the bytes.
    public static func encode(_ bytes: some Sequence<UInt8>) -> String {
        let bytes = Array(bytes)
        let characters = [UInt8](capacity: (bytes.count * 4 + 2) / 3) { output in
            encode(bytes.span, into: &output)
        }
        return String(decoding: characters, as: UTF8.self)
    }

    /// - Returns: `nil` where the text is not canonical base64url.
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        decode(Array(text).span)
    }

    /// - Returns: `nil` where the text is not canonical base64url.
    public static func decode(_ text: String) -> [UInt8]? {
        decode(Array(text.utf8).span)
    }

    /// - Returns: `nil` where the text is not canonical base64url.
    public static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        let leftOver = text.count % 4
        guard leftOver != 1 else { return nil }
        let sextets = self.sextets.span
        // Every sextet is below 64: a bit above says that some character was none of the alphabet, or that the bits
        // left over were not zero.
        var invalid: UInt32 = 0
        let bytes = [UInt8](capacity: text.count * 3 / 4) { output in
            var index = 0
            while index + 4 <= text.count {
                let a = UInt32(sextets[Int(text[index])])
                let b = UInt32(sextets[Int(text[index + 1])])
                let c = UInt32(sextets[Int(text[index + 2])])
                let d = UInt32(sextets[Int(text[index + 3])])
                invalid |= a | b | c | d
                let group = a << 18 | b << 12 | c << 6 | d
                output.append(UInt8(truncatingIfNeeded: group >> 16))
                output.append(UInt8(truncatingIfNeeded: group >> 8))
                output.append(UInt8(truncatingIfNeeded: group))
                index += 4
            }
            guard leftOver > 0 else { return }
            let a = UInt32(sextets[Int(text[index])])
            let b = UInt32(sextets[Int(text[index + 1])])
            let c = leftOver == 3 ? UInt32(sextets[Int(text[index + 2])]) : 0
            let group = a << 10 | b << 4 | c >> 2
            invalid |= a | b | c
            output.append(UInt8(truncatingIfNeeded: group >> 8))
            if leftOver == 3 {
                output.append(UInt8(truncatingIfNeeded: group))
                invalid |= (c & 0b11) << 6
            } else {
                invalid |= (b & 0b1111) << 6
            }
        }
        return invalid < 64 ? bytes : nil
    }

    private static func encode(_ bytes: Span<UInt8>, into output: inout OutputSpan<UInt8>) {
        let alphabet = self.alphabet.span
        var index = 0
        while index + 3 <= bytes.count {
            let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
            output.append(alphabet[Int(group >> 18)])
            output.append(alphabet[Int(group >> 12 & 63)])
            output.append(alphabet[Int(group >> 6 & 63)])
            output.append(alphabet[Int(group & 63)])
            index += 3
        }
        guard index < bytes.count else { return }
        let hasSecond = index + 1 < bytes.count
        let group = UInt32(bytes[index]) << 16 | (hasSecond ? UInt32(bytes[index + 1]) << 8 : 0)
        output.append(alphabet[Int(group >> 18)])
        output.append(alphabet[Int(group >> 12 & 63)])
        if hasSecond { output.append(alphabet[Int(group >> 6 & 63)]) }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The value of each byte as a character of the alphabet, 0xFF where it is none.
    private static let sextets: [UInt8] = {
        var sextets = [UInt8](repeating: 0xFF, count: 256)
        for (value, character) in alphabet.enumerated() {
            sextets[Int(character)] = UInt8(value)
        }
        return sextets
    }()
}

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
        let (groups, leftOver) = text.count.quotientAndRemainder(dividingBy: 8)
        guard leftOver % 4 != 1 else { return nil }
        let lastBytes = leftOver * 3 / 4
        var bytes = [UInt8](repeating: 0, count: groups * 6 + lastBytes)
        var output = bytes.mutableSpan
        // Negative once some character was none of the alphabet.
        var all: Int64 = 0
        for group in 0..<groups {
            let bits = bits(of: text.extracting(group &* 8..<group &* 8 &+ 8))
            all |= bits
            write(bits, into: &output, at: group &* 6)
        }
        let last = lastBits(of: text.extracting(groups * 8..<text.count))
        for index in 0..<lastBytes {
            output[groups * 6 + index] = UInt8(truncatingIfNeeded: last >> Int64(40 - index * 8))
        }
        // No other character, and no bits left over behind the last byte.
        guard all | last >= 0, last & (1 &<< Int64(48 - lastBytes * 8) &- 1) == 0 else { return nil }
        return bytes
    }

    /// Writes six bytes.
    @inline(__always)
    private static func write(_ bits: Int64, into output: inout MutableSpan<UInt8>, at offset: Int) {
        output[offset] = UInt8(truncatingIfNeeded: bits >> 40)
        output[offset &+ 1] = UInt8(truncatingIfNeeded: bits >> 32)
        output[offset &+ 2] = UInt8(truncatingIfNeeded: bits >> 24)
        output[offset &+ 3] = UInt8(truncatingIfNeeded: bits >> 16)
        output[offset &+ 4] = UInt8(truncatingIfNeeded: bits >> 8)
        output[offset &+ 5] = UInt8(truncatingIfNeeded: bits)
    }

    /// The 48 bits that eight characters stand for; negative where one is none of the alphabet.
    @inline(__always)
    private static func bits(of text: Span<UInt8>) -> Int64 {
        // Of a table whose length is known here, and by a byte, nothing is checked.
        let sextets = self.sextets.span.extracting(0..<256)
        let first = Int64(sextets[Int(text[0])]) &<< 42 | Int64(sextets[Int(text[1])]) &<< 36
        let second = Int64(sextets[Int(text[2])]) &<< 30 | Int64(sextets[Int(text[3])]) &<< 24
        let third = Int64(sextets[Int(text[4])]) &<< 18 | Int64(sextets[Int(text[5])]) &<< 12
        return first | second | third | Int64(sextets[Int(text[6])]) &<< 6 | Int64(sextets[Int(text[7])])
    }

    /// The same of fewer characters, with zeros for those that are missing.
    private static func lastBits(of text: Span<UInt8>) -> Int64 {
        var bits: Int64 = 0
        for index in text.indices { bits |= Int64(sextets[Int(text[index])]) &<< Int64(42 - 6 * index) }
        return bits
    }

    private static func encode(_ bytes: Span<UInt8>, into output: inout OutputSpan<UInt8>) {
        // Of parts whose lengths are known here nothing is checked.
        let alphabet = self.alphabet.span.extracting(0..<64)
        var index = 0
        while index + 3 <= bytes.count {
            let part = bytes.extracting(index..<index &+ 3)
            let group = UInt32(part[0]) << 16 | UInt32(part[1]) << 8 | UInt32(part[2])
            output.append(alphabet[Int(group >> 18 & 63)])
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

    /// The value of each byte as a character of the alphabet, negative where it is none.
    private static let sextets: [Int8] = {
        var sextets = [Int8](repeating: -1, count: 256)
        for (value, character) in alphabet.enumerated() {
            sextets[Int(character)] = Int8(value)
        }
        return sextets
    }()
}

/// Where a block of Lua ends: braces in its strings and comments are none.
enum LuaBlock {
    /// The position behind the closing brace; `nil` when there is none.
    static func end(in bytes: [UInt8], from start: Int) -> Int? {
        var position = start
        var depth = 1
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard let end = endOfString(byte, in: bytes, from: position + 1) else { return nil }
                position = end
            case UInt8(ascii: "["):
                if let end = endOfLongBracket(in: bytes, from: position) { position = end }
            case UInt8(ascii: "-") where position + 1 < bytes.count && bytes[position + 1] == byte:
                position = endOfComment(in: bytes, from: position + 2)
            default: break
            }
            position += 1
            if depth == 0 { return position }
        }
        return nil
    }

    /// Where the closing quote stands.
    private static func endOfString(_ quote: UInt8, in bytes: [UInt8], from start: Int) -> Int? {
        var position = start
        while position < bytes.count, bytes[position] != quote {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return position < bytes.count ? position : nil
    }

    /// The last byte of a comment.
    private static func endOfComment(in bytes: [UInt8], from start: Int) -> Int {
        if let end = endOfLongBracket(in: bytes, from: start) { return end }
        return (bytes[min(start, bytes.count)...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count) - 1
    }

    /// The last byte of `[[…]]` or `[==[…]==]`; `nil` where none begins or ends.
    private static func endOfLongBracket(in bytes: [UInt8], from start: Int) -> Int? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "[") else { return nil }
        let signs = bytes[(start + 1)...].prefix { $0 == UInt8(ascii: "=") }
        guard signs.endIndex < bytes.count, bytes[signs.endIndex] == UInt8(ascii: "[") else { return nil }
        let closing = [UInt8(ascii: "]")] + signs + [UInt8(ascii: "]")]
        return bytes[(signs.endIndex + 1)...].firstRange(of: closing).map { $0.upperBound - 1 }
    }
}

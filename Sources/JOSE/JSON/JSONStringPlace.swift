import Text

/// Where a string stands in its text, without the quotes.
struct JSONStringPlace {
    let start: Int
    let end: Int
    let hasEscapes: Bool
}

extension JSONStringPlace {
    /// The string that is meant.
    func text(in bytes: [UInt8]) -> String {
        guard hasEscapes else { return String(decoding: bytes[start..<end], as: UTF8.self) }
        var text: [UInt8] = []
        text.reserveCapacity(end - start)
        unescape(in: bytes) { text.append($0) }
        return String(decoding: text, as: UTF8.self)
    }

    func isSame(as text: String, in bytes: [UInt8]) -> Bool {
        guard !hasEscapes else { return self.text(in: bytes).isSameText(as: text) }
        guard text.utf8.count == end - start else { return false }
        let others = text.utf8.span
        for index in others.indices where others[index] != bytes[start + index] { return false }
        return true
    }

    /// The bytes of the string that is meant.
    func unescape(in bytes: [UInt8], _ body: (UInt8) -> Void) {
        var parser = JSONParser(bytes, at: start)
        while parser.offset < end {
            if parser.skip(UInt8(ascii: "\\")) {
                guard let scalar = try? parser.scanEscape() else { return }
                for byte in UTF8.encode(scalar) ?? .init() { body(byte) }
            } else {
                body(bytes[parser.offset])
                parser.offset += 1
            }
        }
    }
}

/// Text in quotes that stays within them and on its line, whoever wrote it.
package enum QuotedText {
    /// The longest text, in Unicode scalars: what a client wrote can be long.
    private static let longest = 512

    /// A JSON string (RFC 8259 §7), with everything outside of visible ASCII escaped: a terminal shows what is there.
    package static func quoted(_ text: String) -> String {
        if isPlain(text.utf8.span) { return "\"\(text)\"" }
        var quoted = "\""
        for scalar in text.unicodeScalars.prefix(longest) {
            switch scalar.value {
            case 0x22: quoted += "\\\""
            case 0x5C: quoted += "\\\\"
            case 0x20...0x7E: quoted.unicodeScalars.append(scalar)
            default: quoted += scalar.escapedAsJSON
            }
        }
        return quoted + "\""
    }

    /// Makes of what was added to `bytes` behind an opening quote what ``quoted(_:)`` gives, with the closing one; what is no
    /// UTF-8 of it is replaced.
    package static func close(_ bytes: inout [UInt8], from start: Int) {
        if !isPlain(bytes.span.extracting(droppingFirst: start)) {
            // No scalar has more than four bytes.
            let text = String(decoding: bytes[start...].prefix(longest * 4), as: UTF8.self)
            bytes.removeLast(bytes.count - start)
            bytes.append(contentsOf: quoted(text).utf8.dropFirst())
        } else {
            bytes.append(UInt8(ascii: "\""))
        }
    }

    /// Whether a text stands within quotes as it is, as nearly every one does.
    private static func isPlain(_ text: Span<UInt8>) -> Bool {
        guard text.count <= longest else { return false }
        var offset = 0
        while let word = ByteWord(text, at: offset) {
            guard word.isQuotable else { return false }
            offset &+= ByteWord.byteCount
        }
        return (offset..<text.count).allSatisfy { text[$0].isQuotable }
    }
}

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

    /// Adds what ``quoted(_:)`` gives to `bytes`.
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(quote)
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        close(&bytes, from: start)
    }

    /// Quotes what follows at the end of `bytes`, where `add` adds it; what is no UTF-8 of it is replaced.
    ///
    /// - Returns: Whether there is something, as `add` says; else nothing is added.
    package static func append(to bytes: inout [UInt8], _ add: (_ bytes: inout [UInt8]) -> Bool) -> Bool {
        bytes.append(quote)
        let start = bytes.count
        guard add(&bytes) else {
            bytes.removeLast(bytes.count - start + 1)
            return false
        }
        close(&bytes, from: start)
        return true
    }

    /// Escapes what stands behind an opening quote, and adds the closing one.
    private static func close(_ bytes: inout [UInt8], from start: Int) {
        guard !isPlain(bytes.span.extracting(droppingFirst: start)) else { return bytes.append(quote) }
        let text = String(decoding: bytes[start...], as: UTF8.self)
        bytes.removeLast(bytes.count - start + 1)
        bytes.append(contentsOf: quoted(text).utf8)
    }

    private static let quote = UInt8(ascii: "\"")

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

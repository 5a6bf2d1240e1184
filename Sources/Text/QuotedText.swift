/// Text in quotes that stays within them and on its line, whoever wrote it.
package enum QuotedText {
    /// The longest text, in Unicode scalars: what a client wrote can be long.
    private static let longest = 512

    /// A JSON string (RFC 8259 §7), with everything outside of visible ASCII escaped: a terminal shows what is there.
    package static func quoted(_ text: String) -> String {
        if isPlain(text) { return "\"\(text)\"" }
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
        guard isPlain(text) else { return bytes.append(contentsOf: quoted(text).utf8) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: text.utf8)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Whether a text stands within quotes as it is, as nearly every one does.
    private static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8.span
        guard bytes.count <= longest else { return false }
        for index in bytes.indices where !bytes[index].isQuotable { return false }
        return true
    }
}

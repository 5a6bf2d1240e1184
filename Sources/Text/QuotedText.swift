/// Text in quotes that stays within them and on its line, whoever wrote it.
package enum QuotedText {
    /// The longest text, in Unicode scalars: what a client wrote can be long.
    private static let longest = 512

    /// A JSON string (RFC 8259 §7), with everything outside of visible ASCII escaped: a terminal shows what is there.
    package static func quoted(_ text: String) -> String {
        if text.utf8.count <= longest, text.utf8.allSatisfy(\.isQuotable) { return "\"\(text)\"" }
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
}

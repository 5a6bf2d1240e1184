/// Text for a terminal: what one would act on, or not show, is an escape.
package enum VisibleText {
    /// As Swift writes a scalar: `\u{1b}`.
    package static func escaped(_ text: String) -> String {
        replaceHidden(in: text) { "\\u{\(String($0.value, radix: 16))}" }
    }

    /// As JSON writes one (RFC 8259 §7), in a JSON text, where such a scalar stands in strings alone.
    package static func escaped(json: String) -> String {
        replaceHidden(in: json) { scalar in
            (UTF16.encode(scalar) ?? .init()).map { "\\u" + String(0x1_0000 + UInt32($0), radix: 16).dropFirst() }
                .joined()
        }
    }

    private static func replaceHidden(in text: String, _ escape: (Unicode.Scalar) -> String) -> String {
        var visible = ""
        for scalar in text.unicodeScalars {
            if isHidden(scalar) { visible += escape(scalar) } else { visible.unicodeScalars.append(scalar) }
        }
        return visible
    }

    private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}

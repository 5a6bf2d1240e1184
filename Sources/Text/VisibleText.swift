/// Text for a terminal: what one would act on, or not show, is an escape.
package enum VisibleText {
    /// As Swift writes a scalar: `\u{1b}`.
    package static func escaped(_ text: String) -> String {
        replaceHidden(in: text, by: \.escapedAsSwift)
    }

    /// As JSON writes one (RFC 8259 §7), in a JSON text, where such a scalar stands only in strings.
    package static func escaped(json: String) -> String {
        replaceHidden(in: json, by: \.escapedAsJSON)
    }

    private static func replaceHidden(in text: String, by escape: (Unicode.Scalar) -> String) -> String {
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

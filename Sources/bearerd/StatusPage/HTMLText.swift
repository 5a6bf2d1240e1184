/// HTML that is written as a literal. What is put into it is text of the page, or of an attribute in quotation marks, whatever
/// it says, unless it is HTML itself.
struct HTMLText: ExpressibleByStringInterpolation, Sendable {
    private(set) var source: String

    /// None.
    init() {
        source = ""
    }

    /// What is HTML, or CSS, and was not made of anybody's text.
    init(trusted source: String) {
        self.source = source
    }

    init(stringLiteral value: String) {
        source = value
    }

    init(stringInterpolation: Interpolation) {
        source = stringInterpolation.source
    }

    /// The parts of a literal.
    struct Interpolation: StringInterpolationProtocol {
        fileprivate var source = ""

        init(literalCapacity: Int, interpolationCount: Int) {}

        mutating func appendLiteral(_ literal: String) {
            source += literal
        }

        mutating func appendInterpolation(_ text: some StringProtocol) {
            for character in text.unicodeScalars { source += HTMLText.escaped(character) }
        }

        mutating func appendInterpolation(_ number: some BinaryInteger) {
            source += String(number)
        }

        mutating func appendInterpolation(_ html: HTMLText) {
            source += html.source
        }

        mutating func appendInterpolation(_ parts: [HTMLText]) {
            for part in parts { source += part.source }
        }
    }

    static func += (left: inout HTMLText, right: HTMLText) {
        left.source += right.source
    }

    /// What would end text or an attribute (HTML §13.1.2.4, §13.1.3).
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        case "'": "&#39;"
        default: String(scalar)
        }
    }
}

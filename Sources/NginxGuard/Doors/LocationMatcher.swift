/// Which URIs a location is for, as its first line says.
struct LocationMatcher {
    enum Kind {
        /// `= /path`
        case exact
        /// `^~ /path`: regular expressions beside it are not tried.
        case preferredPrefix
        /// `/path`
        case prefix
        /// `~ …`, `~* …`
        case regularExpression
        /// `@name`, which only nginx itself goes to.
        case named
    }

    let kind: Kind
    /// The path, the expression or the name.
    let text: String
    /// Whether a regular expression is for letters of either case: `~*`.
    let ignoresCase: Bool
    /// What it may match.
    let uris: URISet

    /// Reads what stands between `location` and the brace.
    init(_ arguments: [String]) {
        let (modifier, text) = Self.split(arguments)
        self.text = text
        ignoresCase = modifier == "~*"
        switch modifier {
        case "=": (kind, uris) = (.exact, .exactly(text))
        case "^~": (kind, uris) = (.preferredPrefix, .starting(with: text))
        case "~", "~*":
            kind = .regularExpression
            uris = RegularExpressionShape.uris(text, ignoresCase: ignoresCase)
        case "@": (kind, uris) = (.named, .exactly(text))
        default: (kind, uris) = (.prefix, .starting(with: text))
        }
    }

    /// nginx takes the modifier with and without a space behind it.
    private static func split(_ arguments: [String]) -> (modifier: String, text: String) {
        guard let first = arguments.first else { return ("", "") }
        if arguments.count > 1 { return (first, arguments[1]) }
        for modifier in ["=", "^~", "~*", "~"] where first.hasPrefix(modifier) {
            return (modifier, String(first.dropFirst(modifier.count)))
        }
        return (first.hasPrefix("@") ? "@" : "", first)
    }

    /// `location /path` or `location ^~ /path`.
    var isPrefix: Bool { kind == .prefix || kind == .preferredPrefix }
}

import Text

/// What can be told of a regular expression without a machine for it: what it begins and ends with.
enum RegularExpressionShape {
    /// The URIs that it may match.
    static func uris(_ pattern: String, ignoresCase: Bool) -> URISet {
        let bytes = Array(pattern.utf8)
        var set = URISet(ignoresCase: ignoresCase || pattern.contains("(?"))
        guard !hasAlternatives(bytes) else { return set }
        set.prefix = prefix(bytes)
        set.endings = endings(bytes)
        return set
    }

    /// Alternatives that are not within parentheses, of which each may begin and end as it likes.
    private static func hasAlternatives(_ pattern: [UInt8]) -> Bool {
        var depth = 0
        var position = 0
        while position < pattern.count {
            switch pattern[position] {
            case UInt8(ascii: "\\"): position += 1
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"): depth -= 1
            case UInt8(ascii: "|") where depth <= 0: return true
            default: break
            }
            position += 1
        }
        return false
    }

    /// The literal bytes behind `^`.
    private static func prefix(_ pattern: [UInt8]) -> [UInt8] {
        guard pattern.first == UInt8(ascii: "^") else { return [] }
        var literal: [UInt8] = []
        var position = 1
        while position < pattern.count {
            let isEscape = pattern[position] == UInt8(ascii: "\\")
            if isEscape { position += 1 }
            guard position < pattern.count, isLiteral(pattern[position], isEscaped: isEscape) else { break }
            literal.append(pattern[position])
            position += 1
        }
        // The last one may be there any number of times, or not at all.
        let canBeAbsent = position < pattern.count && "?*{".utf8.contains(pattern[position])
        return canBeAbsent ? literal.dropLast() : literal
    }

    /// What stands before `$`: literal bytes, or alternatives of such within parentheses.
    private static func endings(_ pattern: [UInt8]) -> [[UInt8]]? {
        guard pattern.last == UInt8(ascii: "$"), pattern.dropLast().last != UInt8(ascii: "\\") else { return nil }
        var rest = pattern.dropLast()
        var alternatives: [[UInt8]] = [[]]
        if rest.last == UInt8(ascii: ")"), let opening = rest.lastIndex(of: UInt8(ascii: "(")) {
            var inner = rest[(opening + 1)...].dropLast()
            if inner.starts(with: Array("?:".utf8)) { inner = inner.dropFirst(2) }
            guard !isEscaped(rest, opening), !isEscaped(rest, rest.endIndex - 1),
                let read = literals(inner)
            else { return nil }
            alternatives = read
            rest = rest[..<opening]
        }
        let literal = trailingLiteral(rest)
        let endings = alternatives.map { literal + $0 }
        return endings.contains { $0.isEmpty } ? nil : endings
    }

    private static func literals(_ alternatives: ArraySlice<UInt8>) -> [[UInt8]]? {
        var result: [[UInt8]] = []
        for alternative in alternatives.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false) {
            let literal = trailingLiteral(alternative)
            let written = alternative.count { $0 != UInt8(ascii: "\\") }
            guard literal.count == written else { return nil }
            result.append(literal)
        }
        return result
    }

    private static func trailingLiteral(_ pattern: ArraySlice<UInt8>) -> [UInt8] {
        var literal: [UInt8] = []
        var rest = pattern
        while let last = rest.last {
            let isEscape = isEscaped(rest, rest.endIndex - 1)
            guard isLiteral(last, isEscaped: isEscape) else { break }
            literal.insert(last, at: 0)
            rest = rest.dropLast(isEscape ? 2 : 1)
        }
        return literal
    }

    /// Whether an odd number of backslashes stands in front.
    private static func isEscaped(_ pattern: ArraySlice<UInt8>, _ index: Int) -> Bool {
        !pattern[..<index].reversed().prefix { $0 == UInt8(ascii: "\\") }.count.isMultiple(of: 2)
    }

    /// Letters and digits behind a backslash are classes of characters, and other signs by themselves mean something.
    private static func isLiteral(_ byte: UInt8, isEscaped: Bool) -> Bool {
        let isWord = byte.isASCIIAlphanumeric || byte >= 0x80
        return isEscaped ? !isWord : isWord || "/_-~%@:=,!&'\"; ".utf8.contains(byte)
    }
}

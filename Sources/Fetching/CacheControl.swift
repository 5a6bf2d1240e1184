import Text

/// The `Cache-Control` field (RFC 9111 §5.2), as far as a client that keeps one document needs it.
enum CacheControl {
    /// The longest field that is looked at, in bytes.
    static let maxBytes = 1024

    /// How long an answer stays fresh: `max-age`, the shortest if there are several; zero with `no-store` or `no-cache`.
    ///
    /// `nil` if nothing usable is said. A malformed directive counts as absent.
    static func maxAge(in field: String) -> Duration? {
        guard field.utf8.count <= maxBytes else { return nil }
        var shortest: Duration?
        for directive in field.split(separator: ",") {
            let parts = directive.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = trimmed(parts[0]).lowercased()
            if name == "no-store" || name == "no-cache" { return .zero }
            guard name == "max-age", parts.count == 2, let age = deltaSeconds(trimmed(parts[1])) else { continue }
            shortest = min(shortest ?? age, age)
        }
        return shortest
    }

    /// RFC 9111 §1.2.2: only digits; what does not fit counts as 2^31. §5.2: a quoted argument is accepted too.
    private static func deltaSeconds(_ text: Substring) -> Duration? {
        var digits = text.utf8
        if digits.count >= 2, digits.first == UInt8(ascii: "\""), digits.last == UInt8(ascii: "\"") {
            digits = digits.dropFirst().dropLast()
        }
        guard !digits.isEmpty, digits.allSatisfy(\.isASCIIDigit) else { return nil }
        return .seconds(min(Int64(Substring(digits)) ?? .max, 1 << 31))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        Substring(text.utf8.trimming(while: \.isBlank))
    }
}

import Text

/// Conversions from the text of a setting. Each returns `nil` for what it does not clearly understand.
enum SettingValue {
    /// `500ms`, `30s`, `5m`, `24h`.
    static func duration(_ text: String) -> Duration? {
        let digits = Substring(text.utf8.prefix(while: \.isASCIIDigit))
        guard let count = Int64(digits: digits), count <= 1_000_000_000 else { return nil }
        switch Substring(text.utf8.dropFirst(digits.utf8.count)) {
        case "ms": return .milliseconds(count)
        case "s": return .seconds(count)
        case "m": return .seconds(count * 60)
        case "h": return .seconds(count * 3600)
        default: return nil
        }
    }

    /// A duration within bounds, both included.
    static func duration(in bounds: ClosedRange<Duration>) -> @Sendable (String) -> Duration? {
        { text in duration(text).flatMap { bounds.contains($0) ? $0 : nil } }
    }

    /// A whole number within bounds, written with only digits.
    static func integer(in bounds: ClosedRange<Int>) -> @Sendable (String) -> Int? {
        { text in Int(digits: text).flatMap { bounds.contains($0) ? $0 : nil } }
    }

    /// `true` or `false`.
    static func boolean(_ text: String) -> Bool? {
        switch text {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// Permissions in octal, such as `0660`.
    static func mode(_ text: String) -> UInt16? {
        UInt16(digits: text, radix: 8).flatMap { $0 <= 0o777 ? $0 : nil }
    }

    /// Words separated by commas, blanks around them ignored; an empty word is no word.
    static func list(_ text: String) -> [String]? {
        let words = text.split(separator: ",", omittingEmptySubsequences: false).map {
            String(Substring($0.utf8.trimming(while: \.isBlank)))
        }
        return words.contains("") ? nil : words
    }

    /// A list whose every word converts.
    static func list<Value>(of convert: @escaping @Sendable (String) -> Value?) -> @Sendable (String) -> [Value]? {
        { text in
            guard let words = list(text) else { return nil }
            let values = words.compactMap(convert)
            return values.count == words.count ? values : nil
        }
    }
}

import Text

/// A setting that stops the start: its key, the value it had, what was expected.
struct SettingError: Error, CustomStringConvertible {
    let key: String
    let value: String?
    let origin: SettingOrigin?
    let expected: String

    var description: String {
        guard let value else { return "\(key) is not set: expected \(expected)" }
        let from = origin.map { " (\($0))" } ?? ""
        return "\(key) is \(QuotedText.quoted(value))\(from): expected \(expected)"
    }
}

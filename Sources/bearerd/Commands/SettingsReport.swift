import Text

/// The effective settings as people read them: a line each, with where it came from.
enum SettingsReport {
    /// Settings that name a file with a secret are printed as the name, and a password in a URL as `***`.
    static func text(_ reader: SettingReader) -> String {
        SettingTable.rows.compactMap { line($0, reader) }.joined(separator: "\n")
    }

    /// The line may stand in a file of settings; `nil` for a setting without which nothing is.
    private static func line(_ row: any SettingRow, _ reader: SettingReader) -> String? {
        if let text = reader.text(row) {
            return "\(row.name)=\(VisibleText.escaped(row.shown(text.value)))  # \(text.origin)"
        }
        return row.standardInWords.map { "#\(row.name)=  # default: \($0)" }
    }
}

/// The effective settings as people read them: a line each, with where it came from.
enum SettingsReport {
    /// No setting is a secret; those that name a file with one are printed as the name.
    static func text(_ reader: SettingReader) -> String {
        let lines = SettingKey.allCases.compactMap { key in
            reader.text(key).map { "\(key.rawValue)=\(VisibleText.escaped($0.value))  # \($0.origin)" }
        }
        return lines.joined(separator: "\n")
    }
}

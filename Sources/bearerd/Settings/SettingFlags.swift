import ArgumentParser

/// A flag for every setting, and one for the file that has settings.
///
/// The parser looks for options among the properties of a value, in a mirror. Here the mirror shows one option for each
/// row of ``SettingTable``. All are texts here; ``Settings`` converts them, wherever they come from. The flag of a list may
/// come several times, with a part of it each.
struct SettingFlags: ParsableArguments {
    /// The file that takes the place of `.env`.
    private(set) var envFile: String?
    /// The flags that were given, by the names of their settings.
    private(set) var values: [String: String] = [:]

    init() {}
}

extension SettingFlags: CustomReflectable {
    private static let envFileKey = Key(stringValue: "envFile")
    private static let envFileOption = Option<String?>(
        name: .customLong("env-file"),
        help: ArgumentHelp("A file of settings in the place of .env.", valueName: "file")
    )

    /// Made once: the parser asks for a mirror some ten times.
    private static let options = SettingTable.rows.map { (name: $0.name, option: option($0)) }

    var customMirror: Mirror {
        let settings = Self.options.map { (label: Optional($0.name), value: $0.option as Any) }
        let envFile = (label: Optional(Self.envFileKey.stringValue), value: Self.envFileOption as Any)
        return Mirror(self, children: [envFile] + settings)
    }

    private static func option(_ row: any SettingRow) -> Option<[String]> {
        let standard = (row.standardInWords ?? row.standard).map { " (default: \($0))" } ?? ""
        let sentence = standard.isEmpty ? row.help : "\(row.help.dropLast())\(standard)."
        let help = ArgumentHelp("\(sentence)", valueName: row.valueName)
        return Option(wrappedValue: [], name: .customLong(row.flag), help: help)
    }
}

extension SettingFlags {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
        let options = try decoder.container(keyedBy: Key.self)
        envFile = try options.decode(Option<String?>.self, forKey: Self.envFileKey).wrappedValue
        for row in SettingTable.rows {
            let texts = try options.decode(Option<[String]>.self, forKey: Key(stringValue: row.name)).wrappedValue
            values[row.name] = row.valueName == "list" && !texts.isEmpty ? texts.joined(separator: ",") : texts.last
        }
    }
}

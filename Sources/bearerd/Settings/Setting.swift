/// What is known about a setting, whatever its values are.
protocol SettingRow: Sendable {
    /// As it stands in the environment and in files.
    var name: String { get }
    /// What holds when nobody sets it; `nil` if nothing does.
    var standard: String? { get }
    /// ``standard`` as people are told, where it is not the same everywhere or is no text.
    var standardInWords: String? { get }
    /// A sentence about it, without its default.
    var help: String { get }
    /// What its value is, in a word.
    var valueName: String { get }
    /// Whether its value is the path of a file that is read.
    var namesFile: Bool { get }
    /// A value as people may see it: without a password in it.
    func shown(_ value: String) -> String
}

extension SettingRow {
    /// Its flag, without the dashes.
    var flag: String { name.lowercased().replacing("_", with: "-") }
}

/// A row of ``SettingTable``: all about a setting in one place.
struct Setting<Value>: SettingRow {
    let name: String
    let standard: String?
    let standardInWords: String?
    let form: SettingForm<Value>
    let help: String

    var valueName: String { form.valueName }
    var namesFile: Bool { form.namesFile }

    func shown(_ value: String) -> String { form.shown(value) }

    init(
        _ name: String,
        default standard: String? = nil,
        defaultInWords standardInWords: String? = nil,
        _ form: SettingForm<Value>,
        _ help: String
    ) {
        self.name = name
        self.standard = standard
        self.standardInWords = standardInWords
        self.form = form
        self.help = help
    }
}

/// Where a process has its settings from, at its start and whenever it is asked to read them anew.
struct SettingsSource: Sendable {
    /// Settings, and as what they were written.
    struct Reading: Sendable {
        let reader: SettingReader
        var settings: Settings
    }

    let flags: [String: String]
    /// The file in the place of `.env`.
    let envFile: String?

    /// Reads and checks every setting, and the files that they name.
    ///
    /// - Throws: ``SettingsFailure`` for what is wrong.
    func read() throws(SettingsFailure) -> Reading {
        let reader = try SettingReader(flags: flags, envFile: envFile)
        return Reading(reader: reader, settings: try reader.read(Settings.init))
    }
}

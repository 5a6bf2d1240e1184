import OAuth

/// The settings that the commands about the deny-list need: whose tokens are accepted, and where the list is.
struct DenySettings {
    let issuers: [String]
    /// With a store and a file, the store, which every machine reads.
    let place: DenyPlace

    /// - Throws: ``SettingError`` for the first that is wrong, or when there is no list.
    init(_ reader: SettingReader) throws(SettingError) {
        issuers = try IssuerSettings(reader).policies.map(\.issuer)
        if let store = try StoreSettings(reader) {
            place = .store(store.url)
        } else if let path = reader.text(SettingTable.standard.denyFile)?.value {
            place = .file(path)
        } else {
            throw reader.error(\.denyFile, "the file of the deny-list; or REDIS_URL, where a store has it")
        }
    }

    /// - Throws: `ExitCode`, after a line that says what is wrong.
    static func read(_ flags: SettingFlags) throws -> DenySettings {
        do throws(SettingsFailure) {
            return try SettingReader(flags: flags.values, envFile: flags.envFile).read(DenySettings.init)
        } catch {
            throw CommandFailure.exit(error)
        }
    }
}

import Files
import FoundationEssentials
import Text

/// Finds the text of a setting: flag, environment, `.env` in the working directory or the file in its place, default.
struct SettingReader: Sendable {
    /// A setting as somebody wrote it.
    struct Text: Sendable {
        let value: String
        let origin: SettingOrigin
    }

    /// What in the file is another program's, and ``nearMisses``.
    let warnings: [String]
    /// What in the environment is nearly a setting. Other programs have their names there, so it stops nothing.
    private let nearMisses: [String]
    /// Said where settings might have been expected in a file that is not there.
    let notice: String?
    private let sources: [(origin: SettingOrigin, values: [String: String])]
    /// Names of settings.
    private let ignored: Set<String>

    /// The settings of flags, the process's environment, and the file `envFile`, in the place of `.env` if there is one.
    ///
    /// - Throws: ``SettingsFailure`` when the file cannot be read, or has a line that is wrong.
    init(
        flags: [String: String],
        envFile: String? = nil,
        ignoring ignored: Set<String> = []
    ) throws(SettingsFailure) {
        let file = Self.file(envFile)
        let origin: SettingOrigin = envFile == nil ? .dotenv : .envFile
        let notice = file == nil ? "there is no .env in the working directory" : nil
        self.init(
            flags,
            Self.environment,
            (origin, file?.values ?? [:]),
            warnings: file?.warnings ?? [],
            Self.nearMisses,
            notice,
            ignored
        )
        guard let file, !file.mistakes.isEmpty else { return }
        throw SettingsFailure(mistakes: file.mistakes, warnings: nearMisses)
    }

    /// The settings of flags, this environment, and a file with these.
    init(flags: [String: String], environment: [String: String], dotenv: [String: String] = [:]) {
        self.init(flags, environment, (.dotenv, dotenv), warnings: [], Self.nearMisses(environment), nil, [])
    }

    private init(
        _ flags: [String: String],
        _ environment: [String: String],
        _ file: (origin: SettingOrigin, values: [String: String]),
        warnings: [String],
        _ nearMisses: [String],
        _ notice: String?,
        _ ignored: Set<String>
    ) {
        self.notice = notice
        self.nearMisses = nearMisses
        self.warnings = warnings + nearMisses
        self.ignored = ignored
        let ownDirectory = environment["CACHE_DIRECTORY"].map { [SettingTable.standard.jwksCacheDirectory.name: $0] }
        let written = [(SettingOrigin.flag, flags), (.environment, environment), (file.origin, file.values)]
        sources =
            written + [
                (.cacheDirectory, ownDirectory ?? [:]),
                (.profile, Self.profile(in: written.map(\.1))?.defaults ?? [:]),
            ]
    }

    private static func profile(in sources: [[String: String]]) -> SecurityProfile? {
        let name = SettingTable.standard.profile.name
        return sources.lazy.compactMap { $0[name] }.first { !$0.isEmpty }.flatMap(SecurityProfile.init)
    }

    private static func file(_ envFile: String?) -> DotEnv? {
        if let envFile { return DotEnv(path: envFile, setting: SettingOrigin.envFile.rawValue) }
        let standard = SettingOrigin.dotenv.rawValue
        return SmallFile.exists(standard) ? DotEnv(path: standard, setting: "the settings file") : nil
    }

    /// The process's own does not change, whatever else is read anew.
    private static let environment = ProcessInfo.processInfo.environment
    private static let nearMisses = nearMisses(environment)

    private static func nearMisses(_ environment: [String: String]) -> [String] {
        environment.keys.filter { SettingTable.row(named: $0) == nil }.sorted().compactMap { name in
            SettingTable.meant(by: name).map { row in
                "\(QuotedText.quoted(name)) in the environment is no setting: did you mean \(row.name)?"
            }
        }
    }

    /// What `convert` makes of the settings.
    ///
    /// - Throws: ``SettingsFailure`` when it throws, with what else may be the reason.
    func read<Value>(
        _ convert: (SettingReader) throws(SettingError) -> Value
    ) throws(SettingsFailure) -> Value {
        do { return try convert(self) } catch {
            let notice = error.value == nil ? notice.map { "; \($0)" } : nil
            throw SettingsFailure(mistakes: [error.description + (notice ?? "")], warnings: nearMisses)
        }
    }

    /// The text of a setting; an empty one is the same as none.
    func text(_ row: any SettingRow) -> Text? {
        guard !ignored.contains(row.name) else { return nil }
        for source in sources {
            if let value = source.values[row.name], !value.isEmpty { return Text(value: value, origin: source.origin) }
        }
        return row.standard.map { Text(value: $0, origin: .standard) }
    }

    /// The value of a setting; `nil` if it has none.
    ///
    /// - Throws: ``SettingError`` when its text does not convert.
    func value<Value>(_ setting: KeyPath<SettingTable, Setting<Value>>) throws(SettingError) -> Value? {
        let row = SettingTable.standard[keyPath: setting]
        guard let text = text(row) else { return nil }
        let value: Value?
        do { value = try row.form.convert(text.value) } catch {
            throw self.error(setting, "\(row.form.expected): \(error)")
        }
        guard let value else { throw error(setting) }
        return value
    }

    /// The value of a setting that must have one.
    ///
    /// - Throws: ``SettingError`` when it has none, or its text does not convert.
    func required<Value>(_ setting: KeyPath<SettingTable, Setting<Value>>) throws(SettingError) -> Value {
        guard let value = try value(setting) else { throw error(setting) }
        return value
    }

    /// What is wrong with a setting, whatever it has or lacks; what its row expects if nothing else is.
    func error<Value>(_ setting: KeyPath<SettingTable, Setting<Value>>, _ expected: String? = nil) -> SettingError {
        let row = SettingTable.standard[keyPath: setting]
        let text = text(row)
        let expected = expected ?? row.form.expected
        return SettingError(
            key: row.name,
            value: (text?.value).map(row.shown),
            origin: text?.origin,
            expected: expected
        )
    }
}

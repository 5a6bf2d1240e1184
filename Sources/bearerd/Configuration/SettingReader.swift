import FoundationEssentials

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
    private let sources: [(origin: SettingOrigin, values: [String: String])]
    private let ignored: Set<SettingKey>

    /// The settings of flags, the process's environment, and the file `envFile`, in the place of `.env` if there is one.
    ///
    /// - Throws: ``SettingsFailure`` when the file cannot be read, or has a line that is wrong.
    init(
        flags: [SettingKey: String],
        envFile: String? = nil,
        ignoring ignored: Set<SettingKey> = []
    ) throws(SettingsFailure) {
        let file = Self.file(envFile)
        let origin: SettingOrigin = envFile == nil ? .dotenv : .envFile
        let environment = ProcessInfo.processInfo.environment
        self.init(flags, environment, (origin, file?.values ?? [:]), warnings: file?.warnings ?? [], ignored)
        guard let file, !file.mistakes.isEmpty else { return }
        throw SettingsFailure(mistakes: file.mistakes, warnings: nearMisses)
    }

    /// The settings of flags, this environment, and a file with these.
    init(flags: [SettingKey: String], environment: [String: String], dotenv: [String: String] = [:]) {
        self.init(flags, environment, (.dotenv, dotenv), warnings: [], [])
    }

    private init(
        _ flags: [SettingKey: String],
        _ environment: [String: String],
        _ file: (origin: SettingOrigin, values: [String: String]),
        warnings: [String],
        _ ignored: Set<SettingKey>
    ) {
        nearMisses = Self.nearMisses(environment)
        self.warnings = warnings + nearMisses
        self.ignored = ignored
        let ownDirectory = environment["CACHE_DIRECTORY"].map { [SettingKey.jwksCacheDirectory.rawValue: $0] }
        sources = [
            (.flag, Dictionary(uniqueKeysWithValues: flags.map { ($0.key.rawValue, $0.value) })),
            (.environment, environment),
            (file.origin, file.values),
            (.cacheDirectory, ownDirectory ?? [:]),
        ]
    }

    private static func file(_ envFile: String?) -> DotEnv? {
        if let envFile { return DotEnv(path: envFile, setting: SettingOrigin.envFile.rawValue) }
        let standard = SettingOrigin.dotenv.rawValue
        return SmallFile.exists(standard) ? DotEnv(path: standard, setting: "the settings file") : nil
    }

    private static func nearMisses(_ environment: [String: String]) -> [String] {
        environment.keys.filter { SettingKey(rawValue: $0) == nil }.sorted().compactMap { name in
            SettingKey.meant(by: name).map { key in
                "\(LogLine.quoted(name)) in the environment is no setting: did you mean \(key.rawValue)?"
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
            throw SettingsFailure(mistakes: [error.description], warnings: nearMisses)
        }
    }

    /// The text of a setting; an empty one is the same as none.
    func text(_ key: SettingKey) -> Text? {
        guard !ignored.contains(key) else { return nil }
        for source in sources {
            if let value = source.values[key.rawValue], !value.isEmpty {
                return Text(value: value, origin: source.origin)
            }
        }
        return key.standard.map { Text(value: $0, origin: .standard) }
    }

    /// The value of a setting; `nil` if it has none.
    ///
    /// - Throws: ``SettingError`` when its text does not convert.
    func value<Value>(
        _ key: SettingKey,
        _ expected: String,
        _ convert: (String) -> Value?
    ) throws(SettingError) -> Value? {
        guard let text = text(key) else { return nil }
        guard let value = convert(text.value) else { throw error(key, expected) }
        return value
    }

    /// The content of the file that a setting names; `nil` if it names none.
    ///
    /// - Throws: ``SettingError``, which has the reason, when the file cannot be read or is longer than `limit` bytes.
    func file(_ key: SettingKey, _ expected: String, limit: Int) throws(SettingError) -> [UInt8]? {
        guard let path = text(key) else { return nil }
        do { return try SmallFile.content(of: path.value, limit: limit) } catch {
            throw self.error(key, "\(expected): \(error)")
        }
    }

    /// What is wrong with a setting, whatever it has or lacks.
    func error(_ key: SettingKey, _ expected: String) -> SettingError {
        let text = text(key)
        return SettingError(key: key.rawValue, value: text?.value, origin: text?.origin, expected: expected)
    }

    /// The value of a setting that must have one.
    ///
    /// - Throws: ``SettingError`` when it has none, or its text does not convert.
    func required<Value>(
        _ key: SettingKey,
        _ expected: String,
        _ convert: (String) -> Value?
    ) throws(SettingError) -> Value {
        guard let value = try value(key, expected, convert) else {
            throw SettingError(key: key.rawValue, value: nil, origin: nil, expected: expected)
        }
        return value
    }
}

import Configuration

/// Finds the text of a setting: flag, environment, `.env` in the working directory or the file in its place, default.
struct SettingReader: Sendable {
    /// A setting as somebody wrote it.
    struct Text: Sendable {
        let value: String
        let origin: SettingOrigin
    }

    /// What in the file is no setting.
    let warnings: [String]
    private let sources: [(origin: SettingOrigin, reader: ConfigReader)]
    private let ignored: Set<SettingKey>

    init(flags: [SettingKey: String], environment: [String: String], dotenv: [String: String] = [:]) {
        let providers = [
            (SettingOrigin.environment, EnvironmentVariablesProvider(environmentVariables: environment)),
            (.dotenv, EnvironmentVariablesProvider(environmentVariables: dotenv)),
        ]
        self.init(flags: flags, providers: providers, warnings: [])
    }

    /// The process's own environment, and the file `envFile`, in the place of `.env` if there is one.
    ///
    /// - Throws: ``SettingError`` when the file cannot be read, or has a line that is wrong.
    init(
        flags: [SettingKey: String],
        envFile: String? = nil,
        ignoring ignored: Set<SettingKey> = []
    ) throws(SettingError) {
        let origin: SettingOrigin = envFile == nil ? .dotenv : .envFile
        let file = try Self.file(envFile)
        let fromFile = EnvironmentVariablesProvider(environmentVariables: file?.values ?? [:])
        let providers = [(SettingOrigin.environment, EnvironmentVariablesProvider()), (origin, fromFile)]
        self.init(flags: flags, providers: providers, warnings: file?.warnings ?? [], ignoring: ignored)
    }

    private static func file(_ envFile: String?) throws(SettingError) -> DotEnv? {
        if let envFile { return try DotEnv(path: envFile, setting: SettingOrigin.envFile.rawValue) }
        let standard = SettingOrigin.dotenv.rawValue
        return SmallFile.exists(standard) ? try DotEnv(path: standard, setting: "the settings file") : nil
    }

    private init(
        flags: [SettingKey: String],
        providers: [(SettingOrigin, EnvironmentVariablesProvider)],
        warnings: [String],
        ignoring ignored: Set<SettingKey> = []
    ) {
        self.warnings = warnings
        self.ignored = ignored
        let variables = Dictionary(uniqueKeysWithValues: flags.map { ($0.key.rawValue, $0.value) })
        let flags = EnvironmentVariablesProvider(environmentVariables: variables)
        sources = ([(.flag, flags)] + providers).map { ($0.0, ConfigReader(provider: $0.1)) }
    }

    /// The text of a setting; an empty one is the same as none.
    func text(_ key: SettingKey) -> Text? {
        guard !ignored.contains(key) else { return nil }
        let name = ConfigKey(key.rawValue.lowercased().split(separator: "_").map(String.init))
        for source in sources {
            // Read as text whatever it should be: a value that does not convert must not pass for none.
            if let value = source.reader.string(forKey: name), !value.isEmpty {
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

import Configuration
import SystemPackage

/// Finds the text of a setting: flag, environment, `.env` in the working directory, default.
struct SettingReader: Sendable {
    /// A setting as somebody wrote it.
    struct Text: Sendable {
        let value: String
        let origin: SettingOrigin
    }

    private let sources: [(origin: SettingOrigin, reader: ConfigReader)]
    private let ignored: Set<SettingKey>

    init(flags: [SettingKey: String], environment: [String: String], dotenv: [String: String] = [:]) {
        let providers = [
            (SettingOrigin.environment, EnvironmentVariablesProvider(environmentVariables: environment)),
            (.dotenv, EnvironmentVariablesProvider(environmentVariables: dotenv)),
        ]
        self.init(flags: flags, providers: providers)
    }

    /// The process's own environment, and `.env` if there is one.
    ///
    /// - Throws: ``SettingError`` when `.env` cannot be read.
    init(flags: [SettingKey: String], ignoring ignored: Set<SettingKey> = []) async throws(SettingError) {
        let dotenv: EnvironmentVariablesProvider
        do {
            dotenv = try await EnvironmentVariablesProvider(environmentFilePath: ".env", allowMissing: true)
        } catch {
            throw SettingError(key: ".env", value: nil, origin: nil, expected: "a readable file of lines KEY=value")
        }
        let providers = [(SettingOrigin.environment, EnvironmentVariablesProvider()), (.dotenv, dotenv)]
        self.init(flags: flags, providers: providers, ignoring: ignored)
    }

    private init(
        flags: [SettingKey: String],
        providers: [(SettingOrigin, EnvironmentVariablesProvider)],
        ignoring ignored: Set<SettingKey> = []
    ) {
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

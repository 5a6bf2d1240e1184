import Fetching
import OAuth
import Text

/// How things are fetched: as the settings say for all issuers, and as `ISSUERS_FILE` says for one.
struct FetchSettings: Sendable {
    /// For an issuer of which nothing else is said.
    let standard: FetchOptions
    let timeout: Duration
    private let issuers: [ExactText: FetchOptions]

    /// - Throws: ``SettingError`` for the first setting that is wrong.
    init(_ reader: SettingReader, _ issuers: IssuerSettings) throws(SettingError) {
        timeout = try reader.required(\.jwksTimeout)
        standard = try Self.standard(reader)
        var options: [ExactText: FetchOptions] = [:]
        for (policy, way) in issuers.ways {
            options[ExactText(policy.issuer)] = way.options(for: policy, standard)
        }
        self.issuers = options
    }

    /// How what belongs to `issuer` is fetched.
    func options(for issuer: String) -> FetchOptions {
        issuers[ExactText(issuer)] ?? standard
    }

    private static func standard(_ reader: SettingReader) throws(SettingError) -> FetchOptions {
        var options = FetchOptions(certificateAuthorities: try reader.value(\.tlsCAFile)?.path)
        options.proxy = try reader.value(\.fetchProxy)
        return options
    }
}

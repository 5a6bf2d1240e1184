import Fetching
import Files
import JOSE
import OAuth
import Text

/// How things are fetched: as the settings say for all issuers, and as `ISSUERS_FILE` says for one.
struct FetchSettings: Sendable {
    /// For an issuer of which nothing else is said.
    let standard: FetchOptions
    let timeout: Duration
    private let issuers: [ExactText: FetchOptions]
    /// What the files of certificate authorities held, by their paths.
    private let authorities: [String: [UInt8]]

    /// - Throws: ``SettingError`` for the first setting that is wrong.
    init(_ reader: SettingReader, _ issuers: IssuerSettings) throws(SettingError) {
        timeout = try reader.required(\.jwksTimeout)
        standard = try Self.standard(reader)
        var options: [ExactText: FetchOptions] = [:]
        for (policy, way) in issuers.ways {
            options[ExactText(policy.issuer)] = way.options(for: policy, standard)
        }
        self.issuers = options
        let files = Set((options.values + [standard]).compactMap(\.certificateAuthorities))
        authorities = Dictionary(uniqueKeysWithValues: files.map { ($0, Self.digest(of: $0)) })
    }

    /// How what belongs to `issuer` is fetched.
    func options(for issuer: String) -> FetchOptions {
        issuers[ExactText(issuer)] ?? standard
    }

    /// Whether what belongs to `issuer` is fetched as `other` says: what was fetched so is then as good as what would be now.
    func areSame(for issuer: String, as other: FetchSettings) -> Bool {
        let (mine, others) = (options(for: issuer), other.options(for: issuer))
        guard mine == others else { return false }
        return mine.certificateAuthorities.map { authorities[$0] == other.authorities[$0] } ?? true
    }

    private static func digest(of file: String) -> [UInt8] {
        SHA256.digest(of: SmallFile.read(file, limit: SettingFile.longestAuthorities) ?? [])
    }

    private static func standard(_ reader: SettingReader) throws(SettingError) -> FetchOptions {
        var options = FetchOptions(certificateAuthorities: try reader.value(\.tlsCAFile)?.path)
        options.proxy = try reader.value(\.fetchProxy)
        return options
    }
}

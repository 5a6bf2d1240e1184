import JOSE
import OAuth
import Text
import URI

/// The settings that say whose tokens are accepted.
struct IssuerSettings {
    /// The policies of `AUTH0_DOMAIN` and `ISSUERS`, which share everything but their issuer, and of `ISSUERS_FILE`.
    let policies: [IssuerPolicy]
    /// What an operator should know, though it stops nothing.
    let warnings: [String]
    /// The files that members of `ISSUERS_FILE` name.
    let files: [(place: String, path: String)]
    /// What presets filled in.
    let presetNotes: [PresetNote]
    /// The ways to the issuers of `ISSUERS_FILE`.
    let ways: [(policy: IssuerPolicy, way: IssuerWay)]
    /// Where which issuer is asked about tokens.
    let introspections: [(issuer: String, endpoint: IntrospectionEndpoint)]

    /// - Throws: ``SettingError`` for the first setting that is wrong, and when there is no issuer at all.
    init(_ reader: SettingReader) throws(SettingError) {
        let defaults = try Self.defaults(reader)
        let issuers = try Self.issuers(reader)
        let audiences = try Self.audiences(reader, areNeeded: !issuers.isEmpty)
        let plain = try Self.sharedPolicies(issuers, audiences, defaults, reader)
        let (shared, notes, presetWarnings) = try Self.filledIn(plain, reader)
        let file = try Self.file(reader, defaults)
        for policy in file?.policies ?? [] where issuers.contains(where: policy.issuer.isSameText) {
            throw reader.error(\.issuersFile, "no issuer that AUTH0_DOMAIN or ISSUERS has already: \(policy.issuer)")
        }
        policies =
            shared.map { policy in
                var policy = policy
                policy.watch(defaults)
                return policy
            } + (file?.policies ?? [])
        warnings = presetWarnings + (file?.warnings ?? [])
        files = file?.files ?? []
        presetNotes = notes + (file?.presetNotes ?? [])
        ways = file?.ways ?? []
        introspections = file?.introspections ?? []
        guard !policies.isEmpty else {
            let expected = "a tenant's domain, such as example.eu.auth0.com (or set ISSUERS or ISSUERS_FILE)"
            throw reader.error(\.auth0Domain, expected)
        }
    }

    private static func defaults(_ reader: SettingReader) throws(SettingError) -> IssuersFile.Defaults {
        IssuersFile.Defaults(
            algorithms: try reader.required(\.algorithms),
            clockSkew: try reader.required(\.clockSkew),
            requiresATJWT: try reader.required(\.requireATJWT),
            scopeClaims: try NamedClaims(\.scopeClaims, reader),
            roleClaims: try NamedClaims(\.roleClaims, reader),
            maxTokenLifetime: try reader.value(\.maxTokenLifetime)
        )
    }

    private static func sharedPolicies(
        _ issuers: [String],
        _ audiences: [String],
        _ defaults: IssuersFile.Defaults,
        _ reader: SettingReader
    ) throws(SettingError) -> [IssuerPolicy] {
        guard !issuers.isEmpty else { return [] }
        // Keys that are fetched are public: a secret comes only from a file.
        let algorithms = defaults.algorithms.filter { !$0.isSymmetric }
        guard !algorithms.isEmpty else {
            throw reader.error(
                \.algorithms,
                "an algorithm other than HS256, HS384, HS512, whose secrets are in ISSUERS_FILE"
            )
        }
        return issuers.map { issuer in
            var policy = IssuerPolicy(
                issuer: issuer,
                audiences: audiences,
                algorithms: algorithms,
                clockSkew: defaults.clockSkew,
                requiresATJWT: defaults.requiresATJWT
            )
            policy.scopeClaims = defaults.scopeClaims.paths
            policy.roleClaims = defaults.roleClaims.paths
            policy.maxTokenLifetime = defaults.maxTokenLifetime
            return policy
        }
    }

    /// What `PROVIDER` adds to the policies, but for what is set by itself.
    private static func filledIn(
        _ policies: [IssuerPolicy],
        _ reader: SettingReader
    ) throws(SettingError) -> (policies: [IssuerPolicy], notes: [PresetNote], warnings: [String]) {
        guard let preset = try reader.value(\.provider).map(ProviderPreset.of) else { return (policies, [], []) }
        guard !policies.isEmpty else {
            throw reader.error(\.provider, "AUTH0_DOMAIN or ISSUERS beside it; in ISSUERS_FILE, it is called preset")
        }
        let isScopeWritten = reader.text(SettingTable.standard.scopeClaims)?.origin != .standard
        var policies = policies
        let notes = policies.indices.map { index in
            preset.fill(&policies[index], except: isScopeWritten ? ["scope_claims"] : [])
        }
        return (policies, notes, policies.compactMap { preset.warning(about: $0.issuer) })
    }

    private static func file(
        _ reader: SettingReader,
        _ defaults: IssuersFile.Defaults
    ) throws(SettingError) -> IssuersFile? {
        guard let file = try reader.value(\.issuersFile) else { return nil }
        do { return try IssuersFile(file.content, defaults: defaults) } catch {
            throw reader.error(\.issuersFile, "at \(error.place): \(error.expected)")
        }
    }

    private static func issuers(_ reader: SettingReader) throws(SettingError) -> [String] {
        var issuers: [String] = []
        if let domain = try reader.value(\.auth0Domain) { issuers.append("https://\(domain)/") }
        issuers += try reader.value(\.issuers) ?? []
        guard Set(issuers.map { ExactText($0) }).count == issuers.count else {
            throw reader.error(\.issuers, "each issuer once")
        }
        return issuers
    }

    /// `host[:port]`.
    static func domain(_ text: String) -> String? {
        let isPlain = text.utf8.allSatisfy { $0.isASCIIAlphanumeric || "-.:".utf8.contains($0) }
        guard isPlain, !text.hasPrefix("."), !text.hasPrefix("-"), SecureURL("https://\(text)/") != nil else {
            return nil
        }
        return text
    }

    /// An issuer's identifier.
    static func issuer(_ text: String) -> String? {
        issuer(text, allowingHTTPOf: [])
    }

    /// The same, or an http URL of one of these hosts.
    static func issuer(_ text: String, allowingHTTPOf httpHosts: Set<String>) -> String? {
        IssuerPolicy.isIdentifier(text, allowingHTTPOf: httpHosts) ? text : nil
    }

    private static func audiences(
        _ reader: SettingReader,
        areNeeded: Bool
    ) throws(SettingError) -> [String] {
        if let audiences = try reader.value(\.audience) {
            guard reader.text(SettingTable.standard.auth0Audience) == nil else {
                throw reader.error(\.audience, "AUDIENCE or AUTH0_AUDIENCE, which mean the same, not both")
            }
            return audiences
        }
        if areNeeded { return try reader.required(\.auth0Audience) }
        return try reader.value(\.auth0Audience) ?? []
    }
}

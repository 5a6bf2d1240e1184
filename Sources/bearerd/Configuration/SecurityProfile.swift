import JOSE
import OAuth
import ResourceServer

/// The values of `PROFILE`: what somebody else has written down about how an API is to be protected.
enum SecurityProfile: String, CaseIterable, Sendable {
    /// The FAPI 2.0 Security Profile, for what it asks of a resource server (§5.3.4, §5.4).
    case fapi2

    /// FAPI 2.0 Security Profile §5.4.1.
    static let algorithms: [JWSAlgorithm] = [.ps256, .es256, .edDSA, .ed25519]

    /// Settings that nobody has written have these values.
    var defaults: [String: String] {
        let table = SettingTable.standard
        return [table.algorithms.name: Self.algorithmNames, table.dpopAlgorithms.name: Self.algorithmNames]
    }

    private static let algorithmNames = algorithms.map(\.name).joined(separator: ",")

    /// What it asks for, for people.
    var lines: [String] {
        [
            "# PROFILE=\(rawValue): a token is bound to its client (cnf), by a DPoP key or a client certificate",
            "# PROFILE=\(rawValue): tokens and proofs are signed with \(Self.algorithmNames)",
            "# PROFILE=\(rawValue): a token stands in the Authorization header field, and nowhere else",
            "# PROFILE=\(rawValue): revoked tokens are refused (DENY_FILE, REDIS_URL or revocable)",
        ]
    }

    /// Asks of every token of an issuer what can be asked of it before it comes.
    func apply(to policies: inout [IssuerPolicy]) {
        for index in policies.indices { policies[index].requiresSenderConstraint = true }
    }

    /// - Throws: ``SettingError`` for the first setting that allows what the profile does not.
    func check(_ settings: Settings, _ reader: SettingReader) throws(SettingError) {
        let because = "(PROFILE=\(rawValue))"
        let algorithms = "only \(Self.algorithms.map(\.name).joined(separator: ", ")) \(because)"
        guard settings.dpop.policy.algorithms.allSatisfy(Self.algorithms.contains) else {
            throw reader.error(\.dpopAlgorithms, algorithms)
        }
        for policy in settings.policies where !policy.algorithms.allSatisfy(Self.algorithms.contains) {
            if try reader.required(\.algorithms).allSatisfy(Self.algorithms.contains) {
                throw reader.error(\.issuersFile, "for \(policy.issuer) \(algorithms)")
            }
            throw reader.error(\.algorithms, algorithms)
        }
        // §5.3.4 no. 1 and 2.
        guard settings.tokenSources == [.header] else { throw reader.error(\.tokenSources, "only header \(because)") }
        // §5.3.4 no. 5.
        guard settings.dpop.mode != .disabled || settings.certificateBoundTokens != .disabled else {
            throw reader.error(
                \.dpopMode,
                "allowed or required, or CERTIFICATE_BOUND_TOKENS other than disabled \(because)"
            )
        }
    }

    /// What it asks for that nobody can be refused for. §5.3.4 no. 3.
    func warnings(_ policies: [IssuerPolicy], _ reader: SettingReader) -> [String] {
        let table = SettingTable.standard
        let places: [any SettingRow] = [table.denyFile, table.redisURL]
        guard places.allSatisfy({ reader.text($0) == nil }), !policies.allSatisfy(\.isAskedAboutJWTs) else { return [] }
        return [
            "nobody says which tokens were revoked (PROFILE=\(rawValue)): set DENY_FILE or REDIS_URL, or revocable in ISSUERS_FILE, or have"
                + " tokens that are good for a few minutes"
        ]
    }
}

extension IssuerPolicy {
    /// The issuer is asked about every token, and says which are revoked.
    fileprivate var isAskedAboutJWTs: Bool {
        switch introspection?.jwts {
        case .asked, .judgedThenAsked: true
        case .judged, nil: false
        }
    }
}

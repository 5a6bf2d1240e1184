import OAuth
import Text

/// What is known about the tokens of a provider.
struct ProviderPreset: Sendable {
    let provider: Provider
    /// What its issuers look like, for people.
    let issuerForm: String
    let isIssuer: @Sendable (String) -> Bool
    /// Members of `ISSUERS_FILE` that an entry with this preset must not have.
    let excluded: Set<String>
    let rows: [PresetRow]
}

/// One thing that a preset fills in, and why.
struct PresetRow: Sendable {
    /// The member of `ISSUERS_FILE` that stands in its place where it is there; `nil` for what no member says.
    let member: String?
    let why: String
    /// Fills it in, and says what was filled in.
    let fill: @Sendable (inout IssuerPolicy) -> String
}

extension PresetRow {
    static func scopes(_ names: String..., why: String) -> PresetRow {
        PresetRow(member: "scope_claims", why: why) { policy in
            policy.scopeClaims = names.map(ClaimPath.init(claim:))
            return "scope_claims = \(names.joined(separator: ", "))"
        }
    }

    /// Beside those of `ROLE_CLAIMS`.
    static func roles(why: String, _ paths: @escaping @Sendable (IssuerPolicy) -> [ClaimPath]) -> PresetRow {
        PresetRow(member: "role_claims", why: why) { policy in
            policy.roleClaims += paths(policy).filter { !policy.roleClaims.contains($0) }
            return "role_claims = \(policy.roleClaims.map(\.description).joined(separator: ", "))"
        }
    }

    static func audience(_ name: String, why: String) -> PresetRow {
        PresetRow(member: "audience_claim", why: why) { policy in
            policy.audienceClaim = ClaimPath(claim: name)
            return "audience_claim = \(name)"
        }
    }

    static func mark(_ mark: TokenMark, why: String) -> PresetRow {
        PresetRow(member: nil, why: why) { policy in
            policy.marks.append(mark)
            return "\(mark)"
        }
    }
}

/// What a preset filled in, for `check-config`.
struct PresetNote: Sendable {
    let issuer: String
    let provider: Provider
    let rows: [(text: String, why: String)]

    /// A comment for each row, in a file of settings.
    var lines: [String] {
        rows.map {
            "# \(VisibleText.escaped(issuer)) (\(provider.rawValue)): \(VisibleText.escaped($0.text))  # \($0.why)"
        }
    }
}

extension ProviderPreset {
    /// Fills in every row but those for which a member stands.
    func fill(_ policy: inout IssuerPolicy, except members: Set<String>) -> PresetNote {
        let rows = rows.filter { row in row.member.map { !members.contains($0) } ?? true }
            .map { (text: $0.fill(&policy), why: $0.why) }
        return PresetNote(issuer: policy.issuer, provider: provider, rows: rows)
    }

    /// What an operator should know about an issuer; `nil` for one of the provider's.
    func warning(about issuer: String) -> String? {
        guard !isIssuer(issuer) else { return nil }
        return "\(issuer) does not look like an issuer of \(provider.rawValue): \(issuerForm)"
    }

    /// What is known about this provider.
    static func of(_ provider: Provider) -> ProviderPreset {
        switch provider {
        case .auth0: auth0
        case .keycloak: keycloak
        case .entra: entra
        case .okta: okta
        case .cognito: cognito
        }
    }
}

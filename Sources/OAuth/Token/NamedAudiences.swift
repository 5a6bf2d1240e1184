import Text

/// Whom a token says that it is for.
enum NamedAudiences: Sendable {
    /// In one claim.
    case byOneClaim([String])
    /// In the claim of the policy and in `aud`, of which neither is enough by itself.
    case byTwoClaims([String], aud: [String])
    /// In none, which its issuer's policy takes for all audiences that it names.
    case byNoClaim

    /// All of them, in the order of the claims.
    var all: [String] {
        switch self {
        case .byOneClaim(let audiences): audiences
        case .byTwoClaims(let audiences, let aud): audiences + aud
        case .byNoClaim: []
        }
    }

    /// Each claim names one of those that are accepted, exactly as written.
    func areMet(by accepted: [String]) -> Bool {
        switch self {
        case .byOneClaim(let audiences): audiences.nameOne(of: accepted)
        case .byTwoClaims(let audiences, let aud): audiences.nameOne(of: accepted) && aud.nameOne(of: accepted)
        case .byNoClaim: false
        }
    }
}

extension [String] {
    /// One of these audiences is among those that are accepted, exactly as written.
    package func nameOne(of accepted: [String]) -> Bool {
        contains { audience in accepted.contains(where: audience.isSameText) }
    }
}

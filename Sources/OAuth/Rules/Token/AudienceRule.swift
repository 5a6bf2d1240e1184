import JOSE

extension Rule<TokenContent> {
    /// RFC 7519 §4.1.3: the token must be meant for us. Where the policy names another claim for that, an `aud` that is there
    /// must say so, too.
    static var audience: Rule {
        Rule("audience") { subject in
            let found = subject.policy.audienceClaims(in: subject.allClaims).map { path in
                subject.allClaims.read(path).strings.map { "\(path) is \($0.joined(separator: ", "))" }
                    ?? "no \(path) that names audiences"
            }
            return found.joined(separator: ", ")
        } remedy: { subject in
            "accepted: \(subject.acceptedAudiences.joined(separator: ", "))"
        } check: { subject throws(TokenValidationError) in
            let audiences = try subject.namedAudiences
            try audiences.check(for: subject.audience, under: subject.policy)
            subject.audiences = audiences
        }
    }
}

extension NamedAudiences {
    /// The one comparison of a token's audience, for a token that comes and for one that is remembered.
    func check(for audience: AcceptedAudience, under policy: IssuerPolicy) throws(TokenValidationError) {
        // Whoever says nothing of audiences does not say that it is for one resource among others (RFC 8707).
        if case .byNoClaim = self, case .ofIssuer = audience { return }
        guard areMet(by: audience.audiences(under: policy)) else { throw .invalidAudience() }
    }
}

extension TokenContent {
    fileprivate var namedAudiences: NamedAudiences {
        get throws(TokenValidationError) {
            if isAudienceOptional, policy.audienceClaims(in: allClaims).allSatisfy({ allClaims.read($0).isAbsent }) {
                return .byNoClaim
            }
            return try policy.namedAudiences(in: allClaims)
        }
    }
}

extension IssuerPolicy {
    fileprivate static let aud = ClaimPath(claim: "aud")

    /// The claims that must name us in a token with these.
    func audienceClaims(in claims: JSONObject) -> [ClaimPath] {
        guard let audienceClaim, audienceClaim != Self.aud else { return [Self.aud] }
        return claims.states("aud") ? [audienceClaim, Self.aud] : [audienceClaim]
    }

    /// Whom a token with these claims is for, by each claim that must name us.
    fileprivate func namedAudiences(in claims: JSONObject) throws(TokenValidationError) -> NamedAudiences {
        guard let audienceClaim, audienceClaim != Self.aud else {
            return .byOneClaim(try Self.audiences(at: Self.aud, in: claims))
        }
        let audiences = try Self.audiences(at: audienceClaim, in: claims)
        guard claims.states("aud") else { return .byOneClaim(audiences) }
        return .byTwoClaims(audiences, aud: try Self.audiences(at: Self.aud, in: claims))
    }

    private static func audiences(
        at path: ClaimPath,
        in claims: JSONObject
    ) throws(TokenValidationError) -> [String] {
        let value = claims.read(path)
        if case .absent = value { throw .invalidAudience(detail: "claim \(path) is missing") }
        guard let audiences = value.strings else {
            throw .invalidAudience(detail: "claim \(path) is neither a string nor strings")
        }
        return audiences
    }
}

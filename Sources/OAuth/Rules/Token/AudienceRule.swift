import JOSE
import Text

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
            "accepted: \(subject.policy.audiences.joined(separator: ", "))"
        } check: { subject throws(TokenValidationError) in
            var audiences: [String] = []
            for path in subject.policy.audienceClaims(in: subject.allClaims) {
                audiences += try subject.policy.audiences(at: path, in: subject.allClaims)
            }
            subject.audiences = audiences
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

    /// Whom a token is for by this claim, if that is us.
    fileprivate func audiences(
        at path: ClaimPath,
        in claims: JSONObject
    ) throws(TokenValidationError) -> [String] {
        let value = claims.read(path)
        if case .absent = value { throw .invalidAudience(detail: "claim \(path) is missing") }
        guard let audiences = value.strings else {
            throw .invalidAudience(detail: "claim \(path) is neither a string nor strings")
        }
        guard names(oneOf: audiences) else { throw .invalidAudience() }
        return audiences
    }

    /// One of the audiences is ours, exactly as written.
    func names(oneOf audiences: [String]) -> Bool {
        audiences.contains { audience in self.audiences.contains(where: audience.isSameText) }
    }
}

import JOSE

extension Rule<TokenContent> {
    /// The longest time that the policy lets an issuer vouch for something.
    static var lifetime: Rule {
        Rule("lifetime") { subject in
            let lifetime = subject.claims?.lifetime.map { "from iat to exp \($0)" } ?? "no iat"
            return "\(lifetime); at most \(subject.policy.maxTokenLifetime ?? .zero)"
        } applicability: { subject in
            subject.policy.maxTokenLifetime == nil || subject.claims == nil ? .absent : .applies
        } check: { subject throws(TokenValidationError) in
            guard let longest = subject.policy.maxTokenLifetime else { return }
            guard subject.allClaims.states("exp") else {
                throw .invalidClaims(detail: "claim exp is missing, without which the lifetime is not known")
            }
            guard let lifetime = subject.claims?.lifetime else {
                throw .invalidClaims(detail: "claim iat is missing, without which the lifetime is not known")
            }
            guard lifetime <= longest else {
                throw .invalidClaims(detail: "claim exp lies further from iat than is accepted (MAX_TOKEN_LIFETIME)")
            }
        }
    }
}

extension RegisteredClaims {
    /// From `iat` to `exp`.
    fileprivate var lifetime: Duration? {
        issuedAt.map { .seconds(expiresAt.secondsSinceEpoch - $0.secondsSinceEpoch) }
    }
}

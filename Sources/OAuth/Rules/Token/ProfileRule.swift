import JOSE

extension Rule<TokenContent> {
    /// RFC 9068 §2.2 and §4, where the policy asks for it.
    static var profile: Rule {
        Rule("RFC 9068") { _ in
            "required by REQUIRE_AT_JWT"
        } applicability: { subject in
            subject.policy.requiresATJWT && subject.header != nil ? .applies : .absent
        } check: { subject throws(TokenValidationError) in
            // Of a token that is no JWT, only its issuer knows what it is.
            guard subject.policy.requiresATJWT, let header = subject.header else { return }
            guard header.hasType("at+jwt") else { throw .invalidClaims(detail: "typ is not at+jwt") }
            for name in ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"] where !subject.allClaims.states(name) {
                throw .invalidClaims(detail: "claim \(name) is missing, which RFC 9068 requires")
            }
        }
    }
}

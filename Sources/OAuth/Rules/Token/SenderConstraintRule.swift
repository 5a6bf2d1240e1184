extension Rule<TokenContent> {
    /// The token is bound to something of its client's, where the policy asks for that (RFC 9700 §2.2.1). Whether the client
    /// holds it is looked at with the request.
    static var senderConstraint: Rule {
        Rule("sender constraint") { subject in
            subject.claims?.confirmation == nil ? "no cnf" : "the token is bound by cnf"
        } remedy: { _ in
            "have the client ask for a token that is bound to a DPoP key (RFC 9449) or to its certificate (RFC 8705)"
        } applicability: { subject in
            subject.policy.requiresSenderConstraint ? .applies : .absent
        } check: { subject throws(TokenValidationError) in
            guard subject.policy.requiresSenderConstraint, subject.claims?.confirmation == nil else { return }
            throw .invalidClaims(detail: "claim cnf is missing: only sender-constrained tokens are accepted")
        }
    }
}

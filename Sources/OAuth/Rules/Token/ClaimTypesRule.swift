extension Rule<TokenContent> {
    /// Each registered claim has its type, and `exp` is there.
    static var claims: Rule {
        Rule("claims") { _ in
            "types of the registered claims"
        } check: { subject throws(TokenValidationError) in
            subject.claims = try RegisteredClaims(
                subject.allClaims,
                audiences: subject.audiences,
                scopesAt: subject.policy.scopeClaims,
                rolesAt: subject.policy.roleClaims,
                withoutExpiryUntil: subject.endWithoutExpiry
            )
        }
    }
}

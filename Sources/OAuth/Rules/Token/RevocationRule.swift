extension Rule<TokenContent> {
    /// No deny-list has the token. It comes last: what is refused for good is refused for that.
    static var revocation: Rule {
        Rule("revocation") { subject in
            "\(subject.denyLists.reduce(0) { $0 + $1.count }) lines in the deny-list"
        } applicability: { subject in
            guard !subject.denyLists.isEmpty else { return .absent }
            return subject.claims == nil ? .skipped("the claims cannot be read") : .applies
        } check: { subject throws(TokenValidationError) in
            guard !subject.denyLists.isEmpty, let claims = subject.claims else { return }
            try subject.denyLists.check(claims, signedWith: subject.keyID, at: subject.now)
        }
    }
}

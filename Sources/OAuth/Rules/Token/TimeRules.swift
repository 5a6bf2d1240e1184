import JOSE

extension Rule<TokenContent> {
    /// RFC 7519 §4.1.4: now must be before `exp`. A claim that is no date is refused further down, with the other types.
    static var expiration: Rule {
        Rule("expiration") { subject in
            subject.describeDate("exp")
        } check: { subject throws(TokenValidationError) in
            guard let date = subject.date("exp") else { return }
            guard subject.now < date + subject.policy.clockSkew else { throw .tokenExpired }
        }
    }

    /// RFC 7519 §4.1.5.
    static var notBefore: Rule { hasCome("nbf", named: "not before") }

    /// RFC 7519 §4.1.6 only tells when the token was issued: a token from the future is from a clock that is wrong.
    static var issuedAt: Rule { hasCome("iat", named: "issued at") }

    private static func hasCome(_ claim: String, named name: String) -> Rule {
        Rule(name) { subject in
            subject.describeDate(claim)
        } check: { subject throws(TokenValidationError) in
            guard let date = subject.date(claim) else { return }
            guard date - subject.policy.clockSkew <= subject.now else {
                throw .tokenNotYetValid(detail: "claim \(claim) lies in the future")
            }
        }
    }
}

extension TokenContent {
    fileprivate func date(_ claim: String) -> NumericDate? {
        allClaims.single(claim).flatMap(NumericDate.init(claim:))
    }

    fileprivate func describeDate(_ claim: String) -> String {
        let date = date(claim).map { "\(claim) is \($0)" } ?? "no \(claim) that is a date"
        return "\(date); now is \(now), tolerance \(policy.clockSkew)"
    }
}

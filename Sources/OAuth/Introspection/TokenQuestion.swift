import JOSE
import Text

/// A token that its issuer has to be asked about, as far as it was judged without.
struct TokenQuestion: Sendable {
    /// What the answer is about.
    enum Subject: Sendable {
        /// A text that says nothing by itself that counts; a JWT has a header all the same.
        case text(JOSEHeader?)
        /// A token that is good unless its issuer has taken it back.
        case token(AccessToken, VerifiedToken)
    }

    let text: String
    let digest: TokenDigest
    let issuer: Issuer
    let subject: Subject
    /// It was good before.
    let isKnown: Bool
    /// Found by the rule about it.
    var answer: IntrospectionAnswer?

    /// Whom the token is about, as far as that is known without its issuer.
    var identity: TokenIdentity? {
        if case .token(let token, _) = subject { token.identity } else { nil }
    }

    /// What the issuer says, if that is known without asking; `nil` if it is not.
    func answerAtOnce(at now: NumericDate) throws(TokenValidationError) -> IntrospectionAnswer? {
        try issuer.introspection.answerAtOnce(about: digest, at: now).map(checked)
    }

    /// What the issuer says.
    func answer(at now: NumericDate) async throws(TokenValidationError) -> IntrospectionAnswer {
        try checked(await issuer.introspection.answer(about: text, digest, isKnown: isKnown, at: now))
    }

    /// - Throws: what it says against the token.
    private func checked(_ answer: IntrospectionAnswer) throws(TokenValidationError) -> IntrospectionAnswer {
        guard case .token(let token, _) = subject else {
            guard answer.claims != nil else { throw .tokenInactive }
            return answer
        }
        guard let claims = answer.claims else {
            throw .tokenRevoked(detail: "the issuer says that the token is not active")
        }
        do { try answer.check(isAbout: token.claims) } catch {
            throw .introspectionFailed(detail: error.reason, retryAfter: CircuitBreaker.shortestPause)
        }
        // A binding that only the issuer knows of must not be ignored.
        guard !claims.states("cnf") || claims["cnf"].flatMap(Confirmation.init) == token.confirmation else {
            throw .invalidClaims(detail: "claim cnf of the issuer's answer is not that of the token")
        }
        return answer
    }
}

extension WaitingRule<TokenQuestion> {
    /// RFC 7662 §2.2: the token's issuer says that it is active.
    static func introspection(at now: NumericDate) -> WaitingRule {
        WaitingRule("introspection") { subject in
            guard let answer = subject.answer else { return "\(subject.issuer.policy.issuer) was asked" }
            let about = answer.tokenType.map { ", token_type \($0)" } ?? ""
            return "\(subject.issuer.policy.issuer) was asked, and says that the token is active\(about)"
        } check: { subject throws(TokenValidationError) in
            subject.answer = try subject.answerAtOnce(at: now)
            return subject.answer != nil
        } wait: { subject throws(TokenValidationError) in
            subject.answer = try await subject.answer(at: now)
        }
    }
}

extension Rule<TokenContent> {
    /// RFC 7662 §2.2: `iss` is optional in an answer, and ours where it is there.
    static var answersIssuer: Rule {
        Rule("issuer") { subject in
            subject.allClaims["iss"]?.stringValue.map { "iss is \($0)" } ?? ""
        } remedy: { subject in
            "it was asked of \(subject.policy.issuer)"
        } check: { subject throws(TokenValidationError) in
            guard subject.allClaims.single("iss")?.stringValue?.isSameText(as: subject.policy.issuer) == true else {
                throw .invalidIssuer(detail: "claim iss of the issuer's answer is another's")
            }
        }
    }

    /// RFC 9449 §6.2: a token of the type DPoP is bound to a key.
    static var answersBinding: Rule {
        Rule("token type") { subject in
            "token_type is \(subject.tokenType ?? "not said")"
        } applicability: { subject in
            subject.claims == nil ? .absent : .applies
        } check: { subject throws(TokenValidationError) in
            guard subject.tokenType?.lowercased() == "dpop" else { return }
            guard subject.claims?.confirmation?.keyThumbprint != nil else {
                throw .invalidClaims(detail: "token_type is DPoP, and claim cnf names no key")
            }
        }
    }
}

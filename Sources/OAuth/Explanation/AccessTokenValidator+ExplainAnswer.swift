import JOSE

extension AccessTokenValidator {
    /// Explains a token that only its issuer can read: the issuer is asked.
    ///
    /// - Returns: What the issuer says of it, if it is active.
    func explainOpaque(
        _ subject: ExplainedToken,
        for audience: AcceptedAudience,
        at now: NumericDate,
        _ explanation: inout TokenExplanation
    ) async -> TokenContent? {
        guard let question = question(aboutOpaque: subject.text.text, nil) else {
            explanation.explain(foundOf: subject)
            return nil
        }
        return await explain(question, subject, for: audience, at: now, &explanation)
    }

    /// Asks, and explains the answer.
    func explain(
        _ question: TokenQuestion,
        _ subject: ExplainedToken,
        for audience: AcceptedAudience,
        at now: NumericDate,
        _ explanation: inout TokenExplanation
    ) async -> TokenContent? {
        guard subject.isWhole else {
            explanation.explain(foundOf: subject)
            return nil
        }
        var question = question
        await explanation.walk([.introspection(at: now)], &question)
        guard case .text(let header) = question.subject, let answer = question.answer else { return nil }
        let content = TokenContent(answer, header, from: question.issuer, for: audience, denying: denyLists, at: now)
        guard var content else { return nil }
        explanation.claims = content.allClaims
        await explanation.walk(TokenRules.ofAnswer, &content)
        let token = try? AccessToken(answer, header, from: question.issuer, for: audience, at: now)
        if let token { explainOwnRules(token, &explanation) }
        return content
    }

    /// Whether the issuer has taken back a token that is good otherwise.
    func explainRevocation(
        _ token: UnverifiedToken,
        _ subject: ExplainedToken,
        for audience: AcceptedAudience,
        at now: NumericDate,
        _ explanation: inout TokenExplanation
    ) async {
        guard let issuer = try? issuers.knownIssuer(of: token.claims),
            issuer.policy.introspection?.jwts == .judgedThenAsked
        else { return }
        guard subject.isWhole else { return explanation.explain(foundOf: subject) }
        let verified = try? await token.verified(among: issuers)
        guard let verified, let accessToken = try? AccessToken(verified, for: audience, denying: denyLists, at: now),
            var question = question(about: accessToken, verified, subject.text.text, nil)
        else { return explanation.skip(["introspection"], because: "another check refuses the token") }
        await explanation.walk([.introspection(at: now)], &question)
    }
}

extension TokenExplanation {
    /// What was found of a token that is not here any more, and cannot be asked about again.
    fileprivate mutating func explain(foundOf subject: ExplainedToken) {
        if let error = subject.introspectionError { return add(error, "introspection", "its issuer was asked") }
        skip(["introspection"], because: "what its issuer said is not kept")
    }
}

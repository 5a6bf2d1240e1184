import JOSE

extension AccessTokenValidator {
    /// Judges a token as ``judge(_:for:at:)`` does, and tells what each check compared with what. A check that fails does not
    /// keep later ones from being made, where they can be; but no rule of your own is asked about a token that another refuses.
    ///
    /// - Parameters:
    ///   - token: The token as the client sent it.
    ///   - audience: Whom it must be for.
    ///   - audiences: Of which it must name one as well, if there are any.
    ///   - authentication: How the user must have authenticated.
    ///   - requirements: What it must allow, each explained by itself.
    ///   - proof: The DPoP proof that comes with it; `nil` if none does.
    ///   - certificate: The client certificate of the connection; `nil` to leave that out.
    ///   - mode: Whether it must come with a proof, or must not; `nil` to leave that out, as ``judge(_:for:at:)`` does.
    ///   - now: The time to judge it by.
    /// - Returns: Every check with what came of it.
    public func explain(
        _ token: String,
        for audience: AcceptedAudience = .ofIssuer,
        namingOneOf audiences: [String] = [],
        authenticated authentication: AuthenticationRequirement? = nil,
        requiring requirements: [AccessRequirement] = [],
        presentedWith proof: ProofToExplain? = nil,
        over certificate: CertificateToExplain? = nil,
        under mode: DPoPMode? = nil,
        at now: NumericDate
    ) async -> TokenExplanation {
        var explanation = TokenExplanation()
        if let mode { explanation.explainPresentation(withProof: proof != nil, mode) }
        let token = ExplainedToken(
            token,
            maxBytes: maxTokenBytes,
            mayBeOpaque: issuers.opaque != nil,
            decryptionKeys: decryptionKeys
        )
        let content = await explainToken(token, for: audience, at: now, &explanation)
        if let certificate { explanation.explain(certificate, content?.claims) }
        if let proof {
            await explanation.explain(proof, token.presented(with: content?.claims), at: now)
        } else if mode != nil {
            explanation.explainUnproven(content?.claims)
        }
        guard let content else { return explanation }
        explanation.hints += TokenHints.binding(content.allClaims, withProof: proof != nil, mode)
        guard let claims = content.claims else { return explanation }
        explanation.explain(claims, namesOneOf: audiences, authentication, at: now)
        explanation.explain(requirements, claims, by: content.policy)
        return explanation
    }

    /// - Returns: What the token says, whoever vouches for it, if its issuer is accepted.
    func explainToken(
        _ subject: ExplainedToken,
        for audience: AcceptedAudience,
        at now: NumericDate,
        _ explanation: inout TokenExplanation
    ) async -> TokenContent? {
        var sent = subject.text
        await explanation.walk(subject.rulesOfText, &sent)
        guard let token = sent.token else {
            if sent.isOpaque { return await explainOpaque(subject, for: audience, at: now, &explanation) }
            if subject.isWithheld { explanation.skip(["all else"], because: "nothing of an encrypted token is kept") }
            explanation.hints += TokenHints.form(dots: subject.dots, isDecrypting: decryptionKeys != nil)
            return nil
        }
        explanation.header = token.jws.header.parameters
        explanation.claims = token.claims
        if let question = question(insteadOf: token, subject.text.text, nil) {
            return await explain(question, subject, for: audience, at: now, &explanation)
        }
        var origin = TokenOrigin(token, among: issuers)
        await explanation.walk(subject.rulesOfOrigin, &origin)
        guard let issuer = origin.issuer else {
            explanation.hints += TokenHints.issuer(token.claims, issuers.names)
            explanation.skip(["times", "audience", "claims"], because: "they depend on the issuer's policy")
            return nil
        }
        var content = TokenContent(
            token,
            signedWith: origin.key,
            from: issuer,
            for: audience,
            denying: denyLists,
            at: now
        )
        await explanation.walk(TokenRules.ofContent, &content)
        await explainRevocation(token, subject, for: audience, at: now, &explanation)
        if subject.isWhole { await explainOwnRules(token, for: audience, at: now, &explanation) }
        explanation.hints += TokenHints.algorithm(token.jws.header.algorithm, issuer.policy)
        explanation.hints += TokenHints.kind(token, issuer.policy)
        explanation.hints += TokenHints.audience(token, issuer.policy, audience)
        return content
    }

    /// They are given an ``AccessToken``, and that is made in no other way here than where tokens are judged.
    private func explainOwnRules(
        _ token: UnverifiedToken,
        for audience: AcceptedAudience,
        at now: NumericDate,
        _ explanation: inout TokenExplanation
    ) async {
        guard !rules.isEmpty else { return }
        guard let verified = try? await token.verified(among: issuers),
            let accessToken = try? AccessToken(verified, for: audience, at: now)
        else { return explanation.skip(["own checks"], because: "another check refuses the token") }
        explainOwnRules(accessToken, &explanation)
    }

    func explainOwnRules(_ token: AccessToken, _ explanation: inout TokenExplanation) {
        guard !rules.isEmpty else { return }
        explanation.run("own checks", finding: "\(rules.count) of them") { () throws(TokenValidationError) in
            try applyOwnRules(to: token)
        }
    }
}

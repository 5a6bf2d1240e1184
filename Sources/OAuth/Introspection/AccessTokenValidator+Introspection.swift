import JOSE

extension AccessTokenValidator {
    /// How the asking of every issuer is that is asked about tokens.
    package var introspections: [IntrospectionStatus] {
        issuers.asked.map(\.introspection.status)
    }

    /// The one who may know a token that is none by itself.
    ///
    /// - Returns: `nil` where nobody does.
    func question(aboutOpaque text: String, _ digest: TokenDigest?) -> TokenQuestion? {
        guard let issuer = issuers.opaque, OpaqueText.isOne(text) else { return nil }
        return question(about: text, digest, of: issuer, .text(nil))
    }

    /// - Returns: `nil` of a JWT that is judged by what stands in it.
    func question(insteadOf token: UnverifiedToken, _ text: String, _ digest: TokenDigest?) -> TokenQuestion? {
        guard !issuers.asked.isEmpty, let issuer = try? issuers.knownIssuer(of: token.claims),
            issuer.policy.introspection?.jwts == .asked
        else { return nil }
        return question(about: text, digest, of: issuer, .text(token.jws.header))
    }

    /// - Returns: `nil` for an issuer that is not asked about tokens that are good.
    func question(
        about token: AccessToken,
        _ verified: VerifiedToken,
        _ text: String,
        _ digest: TokenDigest?
    ) -> TokenQuestion? {
        switch verified.issuer.policy.introspection?.jwts {
        case .judgedThenAsked: question(about: text, digest, of: verified.issuer, .token(token, verified))
        // Of an issuer that is found only as it is needed it is known too late that nothing in the token counts.
        case .asked: question(about: text, digest, of: verified.issuer, .text(verified.token.jws.header))
        case .judged, nil: nil
        }
    }

    private func question(
        about text: String,
        _ digest: TokenDigest?,
        of issuer: Issuer,
        _ subject: TokenQuestion.Subject
    ) -> TokenQuestion {
        let isKnown = digest.map { verifiedTokens?.knows($0) == true } ?? false
        return TokenQuestion(
            text: text,
            digest: digest ?? TokenDigest(text),
            issuer: issuer,
            subject: subject,
            isKnown: isKnown
        )
    }

    /// The token that an answer is about.
    func token(
        of question: TokenQuestion,
        _ answer: IntrospectionAnswer,
        for audience: AcceptedAudience,
        at now: NumericDate
    ) throws(TokenValidationError) -> AccessToken {
        switch question.subject {
        case .token(let token, _): token
        case .text(let header):
            try AccessToken(answer, header, from: question.issuer, for: audience, denying: denyLists, at: now)
        }
    }

    /// Remembers a token for as long as the answer is believed.
    func remember(_ token: AccessToken, _ question: TokenQuestion, _ answer: IntrospectionAnswer) {
        let ttl = question.issuer.introspection.cacheTTL
        let validity = token.registered.validity(withTolerance: question.issuer.policy.clockSkew)
        // RFC 7662 §4: never past exp, whatever the tolerance is.
        let end = min(token.expiresAt, answer.askedAt + ttl)
        guard validity.lowerBound < end else { return }
        var generation: UInt64?
        if case .token(_, let verified) = question.subject { generation = verified.key.generation }
        let entry = VerifiedTokenCache.Entry(
            token: token,
            issuer: question.issuer,
            generation: generation,
            validity: validity.lowerBound..<end
        )
        let length = max(question.text.utf8.count, answer.byteCount)
        verifiedTokens?.insert(question.digest, entry, length: length, longest: VerifiedTokenCache.longestAnswer)
    }
}

/// How the asking of an issuer about tokens is.
package struct IntrospectionStatus: Sendable, Hashable {
    /// The issuer, as it is configured.
    package let issuer: String
    /// Tokens that it is asked about at the moment.
    package let questions: Int
    /// Tokens that are remembered as not active.
    package let refused: Int
    /// It is asked, as it answers.
    package let isAsked: Bool
}

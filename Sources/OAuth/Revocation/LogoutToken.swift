import JOSE

/// A logout token for which every rule holds: an issuer says that a session, or all of a subject's, has ended (OpenID Connect
/// Back-Channel Logout 1.0 §2.4).
public struct LogoutToken: Sendable {
    /// `iss`.
    public let issuer: String
    /// `sub`; there if ``session`` is not.
    public let subject: String?
    /// `sid`; there if ``subject`` is not.
    public let session: String?
    /// `jti`, by which a token that comes twice is known.
    public let tokenID: String
    /// `iat`.
    public let issuedAt: NumericDate
    /// When the last token will have expired that was issued before; `nil` where nobody knows.
    let lastExpiry: NumericDate?

    /// - Throws: The first of ``LogoutRules/ofContent`` that does not hold.
    init(_ token: UnverifiedToken, from issuer: Issuer, at now: NumericDate) throws(TokenValidationError) {
        let policy = issuer.policy
        let audiences = policy.logoutAudiences.isEmpty ? policy.audiences : policy.logoutAudiences
        var content = TokenContent(token, from: issuer, for: .oneOf(audiences), at: now)
        // Drafts of the specification asked for no `exp`, and some providers write none: it is old soon enough by `iat`.
        content.endWithoutExpiry = LogoutRules.end(of: token.claims)
        try LogoutRules.ofContent.judge(&content)
        guard let claims = content.claims, let tokenID = claims.tokenID, let issuedAt = claims.issuedAt else {
            throw .invalidClaims()
        }
        self.issuer = claims.issuer
        self.tokenID = tokenID
        self.issuedAt = issuedAt
        subject = claims.subject
        session = token.claims.single("sid")?.stringValue
        lastExpiry = policy.maxTokenLifetime.map { issuedAt + $0 + policy.clockSkew + .seconds(1) }
    }

    /// What it takes back: the tokens of the session. What names no session may be of any: of that, the subject's that were issued
    /// before.
    public var entries: [DenyEntry] {
        // Tokens of the same second as well: the issuer's dates have no fraction.
        let before = issuedAt + .seconds(1)
        guard let session else {
            return [subject.flatMap { entry(.subject, $0, before) }].compactMap(\.self)
        }
        return [entry(.session, session, nil), subject.flatMap { entry(.sessionlessSubject, $0, before) }]
            .compactMap(\.self)
    }

    private func entry(_ kind: DenyEntry.Kind, _ value: String, _ before: NumericDate?) -> DenyEntry? {
        DenyEntry(kind, value, of: issuer, issuedBefore: before, until: lastExpiry)
    }

    /// What it is known by among used ones.
    package var replayKey: ReplayKey {
        ReplayKey(thumbprint: Base64URL.encode(SHA256.digest(of: issuer)), identifier: tokenID)
    }
}

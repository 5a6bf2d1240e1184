import JOSE

/// What a token says, whether or not anybody vouches for it: the rules about it do not ask.
struct TokenContent {
    /// `nil` of a token that is no JWT.
    let header: JOSEHeader?
    let allClaims: JSONObject
    /// Not only its policy, a copy of which costs more than most rules.
    let issuer: Issuer
    /// Whom the token must be for.
    let audience: AcceptedAudience
    let now: NumericDate
    /// What the key is called that signed the token, as far as that is known.
    let keyID: String?
    /// Which tokens were taken back.
    let denyLists: [DenyList]
    /// It may say nothing of audiences.
    let isAudienceOptional: Bool
    /// When it ends if it has no `exp`; `nil` of one that must have it.
    var endWithoutExpiry: NumericDate?
    /// `token_type`, as an issuer's answer has it.
    let tokenType: String?
    /// Found by the rule about the audience.
    var audiences: NamedAudiences?
    /// Found by the rule about the types of claims.
    var claims: RegisteredClaims?

    init(
        _ token: UnverifiedToken,
        signedWith key: VerifyingKey? = nil,
        from issuer: Issuer,
        for audience: AcceptedAudience,
        denying denyLists: [DenyList] = [],
        at now: NumericDate
    ) {
        header = token.jws.header
        allClaims = token.claims
        self.issuer = issuer
        self.audience = audience
        self.now = now
        keyID = key?.keyID ?? token.jws.header.keyID
        self.denyLists = denyLists
        isAudienceOptional = false
        endWithoutExpiry = nil
        tokenType = nil
    }

    /// What an issuer says about a token; `nil` if it says that the token is not active.
    init?(
        _ answer: IntrospectionAnswer,
        _ header: JOSEHeader?,
        from issuer: Issuer,
        for audience: AcceptedAudience,
        denying denyLists: [DenyList] = [],
        at now: NumericDate
    ) {
        guard let claims = answer.claims else { return nil }
        self.header = header
        allClaims = claims
        self.issuer = issuer
        self.audience = audience
        self.now = now
        keyID = nil
        self.denyLists = denyLists
        isAudienceOptional = issuer.policy.introspection?.isAudienceOptional == true
        endWithoutExpiry = answer.askedAt + issuer.introspection.cacheTTL
        tokenType = answer.tokenType
    }

    var policy: IssuerPolicy { issuer.policy }
    /// Of which the token must name one.
    var acceptedAudiences: [String] { audience.audiences(under: policy) }
}

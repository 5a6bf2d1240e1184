import JOSE

/// What a token says, whether or not anybody vouches for it: the rules about it do not ask.
struct TokenContent {
    let header: JOSEHeader
    let allClaims: JSONObject
    let policy: IssuerPolicy
    /// Of which the token must name one.
    let acceptedAudiences: [String]
    let now: NumericDate
    /// What the key is called that signed the token, as far as that is known.
    let keyID: String?
    /// Which tokens were taken back.
    let denyLists: [DenyList]
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
        policy = issuer.policy
        acceptedAudiences = audience.audiences(under: issuer.policy)
        self.now = now
        keyID = key?.keyID ?? token.jws.header.keyID
        self.denyLists = denyLists
    }
}

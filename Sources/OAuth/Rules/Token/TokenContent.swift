import JOSE

/// What a token says, whether or not anybody vouches for it: the rules about it do not ask.
struct TokenContent {
    let header: JOSEHeader
    let allClaims: JSONObject
    let policy: IssuerPolicy
    /// Of which the token must name one.
    let acceptedAudiences: [String]
    let now: NumericDate
    /// Found by the rule about the audience.
    var audiences: NamedAudiences?
    /// Found by the rule about the types of claims.
    var claims: RegisteredClaims?

    init(_ token: UnverifiedToken, from issuer: Issuer, for audience: AcceptedAudience, at now: NumericDate) {
        header = token.jws.header
        allClaims = token.claims
        policy = issuer.policy
        acceptedAudiences = audience.audiences(under: issuer.policy)
        self.now = now
    }
}

import JOSE

/// What a token says, whether or not anybody vouches for it: the rules about it do not ask.
struct TokenContent {
    let token: UnverifiedToken
    let policy: IssuerPolicy
    let now: NumericDate
    /// Found by the rule about the audience.
    var audiences: [String]?
    /// Found by the rule about the types of claims.
    var claims: RegisteredClaims?

    var header: JOSEHeader { token.jws.header }
    var allClaims: JSONObject { token.claims }

    init(_ token: UnverifiedToken, under policy: IssuerPolicy, at now: NumericDate) {
        self.token = token
        self.policy = policy
        self.now = now
    }
}

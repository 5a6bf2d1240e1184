public import JOSE
public import JWKS
public import Text

/// What a token of one issuer must be like. Nothing in it ever serves another issuer's tokens.
public struct IssuerPolicy: Sendable {
    /// The issuer's identifier, compared with `iss` character by character (RFC 7519 §4.1.1).
    public var issuer: String
    /// The audiences of which a token must carry at least one, exactly as written (RFC 7519 §4.1.3).
    public var audiences: [String]
    /// The algorithms that are accepted (RFC 8725 §3.1).
    public var algorithms: [JWSAlgorithm]
    /// How far the issuer's clock may be from ours: tolerance on `exp`, `nbf` and `iat`.
    public var clockSkew: Duration
    /// A token must keep to the JWT profile for access tokens (RFC 9068).
    public var requiresATJWT: Bool
    /// Claims that must be there, each with one of the values listed; an array claim must contain one of them.
    public var requiredClaims: [ExactText: [JSONValue]]
    /// Where the issuer's keys come from.
    public var keySource: KeySource
    /// How they are found and fetched.
    public var retrieval: RetrievalRules
    /// Claims whose words, or members, are scopes: a string is split at spaces, an array is taken as it is.
    public var scopeClaims = ClaimPath.standardScopes
    /// Where roles stand: strings, or arrays of them.
    public var roleClaims = ClaimPath.standardRoles
    /// The claim that names the audience where the issuer writes no `aud`; an `aud` that is there is judged all the same.
    public var audienceClaim: ClaimPath?
    /// The longest time between `iat` and `exp`; a token without `iat` is then refused.
    public var maxTokenLifetime: Duration?
    /// A token must be bound to a key or to a certificate of its client's.
    public var requiresSenderConstraint = false
    /// Whom the issuer's logout tokens are for, such as clients; ``audiences`` if there are none.
    public var logoutAudiences: [String] = []
    /// What tells the issuer's access tokens from its other tokens.
    public var marks: [TokenMark] = []
    /// Which tokens the issuer is asked about; `nil` for none.
    public var introspection: IntrospectionPolicy?
    /// Look for paths that no token has.
    public var watches: [ClaimWatch] = []

    /// A policy; only an issuer and its audiences have no default.
    public init(
        issuer: String,
        audiences: [String],
        algorithms: [JWSAlgorithm] = [.rs256],
        clockSkew: Duration = .seconds(30),
        requiresATJWT: Bool = false,
        requiredClaims: [ExactText: [JSONValue]] = [:],
        keySource: KeySource = .discovery,
        retrieval: RetrievalRules = RetrievalRules()
    ) {
        self.issuer = issuer
        self.audiences = audiences
        self.algorithms = algorithms
        self.clockSkew = clockSkew
        self.requiresATJWT = requiresATJWT
        self.requiredClaims = requiredClaims
        self.keySource = keySource
        self.retrieval = retrieval
    }

    /// The issuer's keys in a cache.
    package func keys(in cache: JWKSCache) -> IssuerKeys {
        cache.keys(of: issuer, from: keySource, by: retrieval)
    }
}

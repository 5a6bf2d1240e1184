/// Which tokens of an issuer are shown to it, for it to say whether they are good (RFC 7662).
public struct IntrospectionPolicy: Sendable, Hashable {
    /// What becomes of tokens that are JWTs.
    public enum JWTs: Sendable, Hashable {
        /// They are judged by their own rules, and shown to nobody.
        case judged
        /// They are judged by their own rules; the issuer is asked about those that are good, as it may have taken them back.
        case judgedThenAsked
        /// The issuer is asked, and its answer is judged: nothing that stands in the token counts.
        case asked
    }

    /// Tokens that are no JWTs are this issuer's. They do not say whose they are: of all issuers, one may have this.
    public var takesOpaqueTokens: Bool
    /// What becomes of JWTs.
    public var jwts: JWTs
    /// An answer without an audience is for all that the issuer's policy names (RFC 7662 §2.2: `aud` is optional). One that is
    /// there must be right all the same, and a protected resource of its own needs one.
    public var isAudienceOptional: Bool

    /// A policy; by default for tokens that are no JWTs.
    public init(takesOpaqueTokens: Bool = true, jwts: JWTs = .judged, isAudienceOptional: Bool = false) {
        self.takesOpaqueTokens = takesOpaqueTokens
        self.jwts = jwts
        self.isAudienceOptional = isAudienceOptional
    }
}

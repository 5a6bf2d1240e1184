public import JOSE

/// An access token for which every rule holds: its signature, issuer, times, audience and claims.
///
/// It is made of a token whose signature was verified, or of what its issuer says about it (RFC 7662), and that is judged then:
/// who is given one need not check anything again. One that is remembered comes out of memory only by way of `VerifiedTokenCache.Entry.judged(for:)`.
public struct AccessToken: Sendable {
    private var storage: Storage
    /// The thumbprint (RFC 7638) of the key that the client has proven to hold, by the DPoP proof of this very request; `nil`
    /// for a bearer token. A bound token without it reaches no handler.
    public private(set) var confirmedThumbprint: String?

    private final class Storage: Sendable {
        let header: JOSEHeader?
        let keyID: String?
        let claims: RegisteredClaims
        let isRemembered: Bool
        let notes = TokenNotes()

        init(_ header: JOSEHeader?, _ keyID: String?, _ claims: RegisteredClaims, isRemembered: Bool = false) {
            self.header = header
            self.keyID = keyID
            self.claims = claims
            self.isRemembered = isRemembered
        }
    }

    /// Judges what a token says that its issuer has signed.
    ///
    /// - Throws: The first of ``TokenRules/ofContent`` that does not hold.
    init(
        _ verified: VerifiedToken,
        for audience: AcceptedAudience,
        denying denyLists: [DenyList] = [],
        at now: NumericDate
    ) throws(TokenValidationError) {
        var content = TokenContent(
            verified.token,
            signedWith: verified.key,
            from: verified.issuer,
            for: audience,
            denying: denyLists,
            at: now
        )
        try self.init(judging: &content, by: TokenRules.ofContent)
    }

    /// Judges what an issuer says about a token.
    ///
    /// - Throws: The first of ``TokenRules/ofAnswer`` that does not hold.
    init(
        _ answer: IntrospectionAnswer,
        _ header: JOSEHeader?,
        from issuer: Issuer,
        for audience: AcceptedAudience,
        denying denyLists: [DenyList] = [],
        at now: NumericDate
    ) throws(TokenValidationError) {
        let content = TokenContent(answer, header, from: issuer, for: audience, denying: denyLists, at: now)
        guard var content else { throw .tokenInactive }
        try self.init(judging: &content, by: TokenRules.ofAnswer)
    }

    private init(
        judging content: inout TokenContent,
        by rules: [Rule<TokenContent>]
    ) throws(TokenValidationError) {
        try rules.judge(&content)
        guard let claims = content.claims else { throw .invalidClaims() }
        storage = Storage(content.header, content.keyID, claims)
    }

    /// The same token in less memory, to be kept for long: what its issuer writes into most of its tokens is there once.
    func compacted(for issuer: Issuer) -> AccessToken {
        var token = self
        token.storage = Storage(
            header.map(issuer.shared),
            storage.keyID,
            issuer.shared(storage.claims).compacted,
            isRemembered: true
        )
        return token
    }

    /// The claims, each with its type.
    var registered: RegisteredClaims { storage.claims }
    /// What the key is called that verified the signature: `kid`, or else what the issuer calls it.
    var keyID: String? { storage.keyID }

    /// The JOSE header; `nil` of a token that is no JWT.
    public var header: JOSEHeader? { storage.header }
    /// All claims, as the one parse of the payload found them; of a token that only its issuer can read, what that says of it.
    public var claims: JSONObject { storage.claims.all }
    /// `iss`.
    public var issuer: String { storage.claims.issuer }
    /// `sub`, unique within the issuer; `nil` if the token has none.
    public var subject: String? { storage.claims.subject }
    /// `client_id` (RFC 9068 §2.2), or else `azp`.
    public var clientID: String? { storage.claims.clientID }
    /// `aud`.
    public var audiences: [String] { storage.claims.audiences }
    /// `exp`; of a token of which its issuer does not say it, how long the issuer's word is believed.
    public var expiresAt: NumericDate { storage.claims.expiresAt }
    /// `nbf`.
    public var notBefore: NumericDate? { storage.claims.notBefore }
    /// `iat`.
    public var issuedAt: NumericDate? { storage.claims.issuedAt }
    /// `jti`.
    public var tokenID: String? { storage.claims.tokenID }
    /// What the token allows: the words and members of the claims that the issuer's policy takes scopes from, each once.
    public var scopes: [String] { storage.claims.scopes }
    /// The roles that stand where the issuer's policy looks for them.
    public var roles: [String] { storage.claims.roles }
    /// `permissions`, as Auth0's role-based access control fills it; empty if it is no array of strings.
    public var permissions: [String] { storage.claims.permissions }
    /// What the token is bound to, all of which the client has proven to hold; `nil` for a bearer token.
    public var confirmation: Confirmation? { storage.claims.confirmation }

    /// This token, in a request that proved its key.
    func confirmed(by thumbprint: String) -> AccessToken {
        var token = self
        token.confirmedThumbprint = thumbprint
        return token
    }

    /// What `make` makes of this token: once of one that is remembered, and kept with it, one object of each type.
    package func kept<Note: AnyObject & Sendable>(_ make: () -> Note) -> Note {
        storage.isRemembered ? storage.notes.kept(make) : make()
    }

    /// Whom the token is about, for the log.
    public var identity: TokenIdentity { TokenIdentity(storage.claims, keyID: keyID) }

    /// The token has this permission.
    public func has(permission: String) -> Bool {
        registered.has(permission: permission)
    }

    /// The token has this scope, among ``scopes``.
    public func has(scope: String) -> Bool {
        registered.has(scope: scope)
    }
}

import JOSE

/// Whom a token is about, for the log.
public struct TokenIdentity: Sendable, Hashable {
    /// `iss`.
    public let issuer: String?
    /// `sub`.
    public let subject: String?
    /// `client_id`, or else `azp`.
    public let clientID: String?
    /// `jti`.
    public let tokenID: String?
    /// `kid`.
    public let keyID: String?
    /// The signature was found good. Otherwise all of this is only what somebody claims who sent the token.
    public let isVerified: Bool

    init(_ claims: JSONObject, keyID: String?, isVerified: Bool) {
        issuer = claims.single("iss")?.stringValue
        subject = claims.single("sub")?.stringValue
        clientID = claims.single("client_id")?.stringValue ?? claims.single("azp")?.stringValue
        tokenID = claims.single("jti")?.stringValue
        self.keyID = keyID
        self.isVerified = isVerified
    }

    init(_ token: UnverifiedToken, isVerified: Bool) {
        self.init(token.claims, keyID: token.jws.header.keyID, isVerified: isVerified)
    }

    /// That of a token which was accepted.
    init(_ claims: RegisteredClaims, keyID: String?) {
        issuer = claims.issuer
        subject = claims.subject
        clientID = claims.clientID
        tokenID = claims.tokenID
        self.keyID = keyID
        isVerified = true
    }
}

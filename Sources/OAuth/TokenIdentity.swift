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
        issuer = claims["iss"]?.stringValue
        subject = claims["sub"]?.stringValue
        clientID = claims["client_id"]?.stringValue ?? claims["azp"]?.stringValue
        tokenID = claims["jti"]?.stringValue
        self.keyID = keyID
        self.isVerified = isVerified
    }

    init(_ token: UnverifiedToken, isVerified: Bool) {
        self.init(token.claims, keyID: token.jws.header.keyID, isVerified: isVerified)
    }
}

import JOSE

/// Whom a token is about, for the log. Of a token that was refused it is only what the token claims.
public struct TokenIdentity: Sendable, Hashable {
    /// `iss`.
    public let issuer: String?
    /// `sub`.
    public let subject: String?
    /// `client_id`, or else `azp`.
    public let clientID: String?

    init(_ claims: JSONObject) {
        issuer = claims["iss"]?.stringValue
        subject = claims["sub"]?.stringValue
        clientID = claims["client_id"]?.stringValue ?? claims["azp"]?.stringValue
    }
}

/// Whose proofs take up room in a ``ReplayStore``, so that one client cannot take that of the others.
public enum ReplayClient: Sendable, Hashable {
    /// A client of an issuer (`iss`), by `client_id` or `azp`.
    case client(String, issuer: String)
    /// The subject of an issuer's token that names no client; without either, all such tokens are as one.
    case subject(String, issuer: String)
    /// Of a proof without an access token, nothing is known but the thumbprint of its key.
    case key(String)

    /// Whose proofs come with a token.
    init(_ token: AccessToken) {
        self =
            if let clientID = token.clientID { .client(clientID, issuer: token.issuer) } else {
                .subject(token.subject ?? "", issuer: token.issuer)
            }
    }
}

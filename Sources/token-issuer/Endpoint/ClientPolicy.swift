/// Which clients get a token, and what it may say.
struct ClientPolicy: Sendable {
    var clientID: String
    var clientSecret: String
    /// Takes every client identifier with every secret.
    var anyClient = false
    /// What a client is granted, in the order in which tokens list it.
    var scopes: [String]

    /// Whether the credentials are those of a client.
    func authenticates(_ request: TokenRequest) -> Bool {
        guard let id = request.clientID, let secret = request.clientSecret else { return false }
        return anyClient || (id == clientID && secret == clientSecret)
    }

    /// The scopes of a token: those asked for, or all.
    func grantedScopes(_ request: TokenRequest) throws(TokenRefusal) -> [String] {
        guard let asked = request.scopes else { return scopes }
        guard asked.allSatisfy(scopes.contains) else { throw .scopeNotGranted }
        return asked
    }
}

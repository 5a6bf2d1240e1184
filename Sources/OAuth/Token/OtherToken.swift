/// What a token is that an issuer signed and that is no access token for this API.
public enum OtherToken: String, Sendable, CaseIterable {
    case idToken = "id_token"
    /// One of several that are told apart from access tokens, but not from each other.
    case unknown
    case microsoftGraph = "microsoft_graph"

    /// What the client is told.
    public var sentence: StaticString {
        switch self {
        case .idToken: "The token is an ID token, not an access token."
        case .unknown: "The token is an ID token, or another one that is not an access token."
        case .microsoftGraph: "The token is for Microsoft Graph, not for this API."
        }
    }

    /// What its client had better do.
    var remedy: String {
        switch self {
        case .idToken:
            "This is an ID token: it tells the client who logged in. Send the access token that came with it; to get one for"
                + " this API, ask for its audience."
        case .unknown:
            "This is an ID token, a refresh token or a logout token. Send the access token that came with it."
        case .microsoftGraph:
            "This token is for Microsoft Graph, and nobody else can verify it. Ask for a scope of this API, such as"
                + " api://CLIENT_ID/.default; one token for both is not to be had."
        }
    }
}

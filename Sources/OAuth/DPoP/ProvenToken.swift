/// An access token whose client has proven to hold the key that it is bound to.
public struct ProvenToken: Sendable {
    /// The token, with its ``AccessToken/provenThumbprint``.
    public let token: AccessToken
    /// A nonce that the response should carry, for the client's one is about to run out (RFC 9449 §8.2).
    public let nextNonce: String?
}

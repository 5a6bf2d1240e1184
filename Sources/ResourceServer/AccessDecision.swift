public import OAuth

/// What became of a request: the one result that its answer, the log and metrics are made of, and the context of its response.
public enum AccessDecision: Sendable {
    /// The request was let through with this token; without one where authentication is optional. A nonce is for the client's
    /// next DPoP proof; its answer carries it (RFC 9449 §8.2).
    case allowed(AccessToken?, nextNonce: String? = nil)
    /// The request was refused.
    case refused(Refusal)
    /// The request was refused with 500 without a judgement, as its location is not set up rightly.
    case misconfigured
}

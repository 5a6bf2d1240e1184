public import OAuth

/// What became of a request: the one result that its answer, the log and metrics are made of, and the context of its response.
///
/// A nonce is for the client's next DPoP proof; its answer carries it (RFC 9449 §8.2).
public enum AccessDecision: Sendable {
    /// The request was let through with this token; without one where authentication is optional.
    case allowed(AccessToken?, nextNonce: String? = nil)
    /// The request was refused, whom its token is about, as far as that could be read, and what a token needs where it went.
    case refused(
        TokenValidationError,
        of: TokenIdentity? = nil,
        requiring: AccessRequirement = .none,
        nextNonce: String? = nil
    )
    /// The request was refused with 500 without a judgement, as its location is not set up rightly.
    case misconfigured
}

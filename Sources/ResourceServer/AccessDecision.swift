public import OAuth

/// What the guard decided on a request: the context of its response, for the log and for metrics.
public enum AccessDecision: Sendable {
    /// The request was let through with this token; without one where authentication is optional.
    case allowed(AccessToken?)
    /// The request was refused, and what a token needs where it went.
    case refused(TokenValidationError, requiring: AccessRequirement = .none)
    /// The request was refused with 500 without a judgement, as its location is not set up rightly.
    case misconfigured
}

public import OAuth

/// What became of a request: the one result that its answer, the log and metrics are made of, and the context of its response.
public enum AccessDecision: Sendable {
    /// The request was let through with this token; without one where authentication is optional. A nonce is for the client's
    /// next DPoP proof; its answer carries it (RFC 9449 §8.2).
    case allowed(AccessToken?, nextNonce: String? = nil)
    // A refusal is many times as large as a token: as it stands beside the decision, one of another kind is copied in a few words.

    /// The request was refused.
    indirect case refused(Refusal)
    /// The request would have been refused, and was let through, as that is only observed: with its token under
    /// `DPoPMode.observe`, under which the token itself is good; without any where a guarded location says `observe`.
    indirect case observed(Refusal, AccessToken?)
    /// The request was refused with 500 without a judgement, as its location is not set up rightly.
    case misconfigured
}

extension AccessDecision {
    /// The request goes on to what it is for.
    public var isLetThrough: Bool {
        switch self {
        case .allowed, .observed: true
        case .refused, .misconfigured: false
        }
    }

    /// The token with which the request is let through; `nil` for one without, and for one that is refused.
    public var token: AccessToken? {
        switch self {
        case .allowed(let token, _), .observed(_, let token): token
        case .refused, .misconfigured: nil
        }
    }

    /// What the client's next DPoP proof is to carry.
    package var nextNonce: String? {
        switch self {
        case .allowed(_, let nonce): nonce
        case .refused(let refusal), .observed(let refusal, _): refusal.error.nonce ?? refusal.nextNonce
        case .misconfigured: nil
        }
    }
}

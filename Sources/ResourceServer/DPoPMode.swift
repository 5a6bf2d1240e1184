import OAuth

/// How a server takes access tokens, as far as proofs of possession go (RFC 9449 §7). It holds wherever a token comes from: a
/// cookie or a query names no scheme, and a token from there counts as presented with a proof if the request has one.
///
/// A token that is bound to a key is never accepted as a bearer token, in any mode.
public enum DPoPMode: Sendable {
    /// Bearer tokens, and bound tokens with a proof.
    case allowed(DPoPProtection)
    /// Bound tokens with a proof alone.
    case required(DPoPProtection)
    /// Bearer tokens alone. Proofs are not looked at.
    case disabled

    /// What judges proofs; `nil` where nothing does.
    var protection: DPoPProtection? {
        switch self {
        case .allowed(let protection), .required(let protection): protection
        case .disabled: nil
        }
    }

    /// The mode without what judges proofs.
    var rule: ProofRule {
        switch self {
        case .allowed: .allowed
        case .required: .required
        case .disabled: .disabled
        }
    }

    /// The schemes to challenge for, in their order.
    var schemes: [Credentials.Scheme] {
        switch self {
        case .allowed: [.bearer, .dpop]
        case .required: [.dpop]
        case .disabled: [.bearer]
        }
    }
}

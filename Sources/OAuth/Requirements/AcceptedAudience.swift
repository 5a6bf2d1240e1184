/// Whom a token must be for where a request goes.
///
/// It belongs to the place and not to the token: what is remembered of a token never says that its audience is right, so that a
/// token which is good at one protected resource (RFC 9728) is refused at every other.
public enum AcceptedAudience: Sendable, Hashable {
    /// One of the audiences of its issuer's policy.
    case ofIssuer
    /// One of these, exactly as written, whatever the policy names; no token is for an empty list.
    case oneOf([String])

    /// The audiences, of which a token of this policy's issuer must name one.
    func audiences(under policy: IssuerPolicy) -> [String] {
        switch self {
        case .ofIssuer: policy.audiences
        case .oneOf(let audiences): audiences
        }
    }
}

import Fetching
import JWKS
import OAuth
import URI

/// The way to what one issuer publishes, as far as `ISSUERS_FILE` says so.
struct IssuerWay: Equatable {
    /// What is connected to in the place of the issuer's own host and port.
    var connectTo: HostAndPort?
    var headers: [RequestHeader] = []
    var certificateAuthorities: String?
    /// The URL at which the issuer is asked about tokens.
    var introspection: String?

    /// How what the issuer of `policy` publishes is fetched; `nil` where that is the standard.
    ///
    /// What one network knows for sure, and what is secret, is for the hosts that the operator has named, and for no other
    /// that the issuer names.
    func options(for policy: IssuerPolicy, _ standard: FetchOptions) -> FetchOptions? {
        var plain = IssuerWay()
        plain.introspection = introspection
        guard self != plain || !policy.retrieval.httpHosts.isEmpty else { return nil }
        var options = standard
        options.httpHosts = policy.retrieval.httpHosts
        if let certificateAuthorities { options.certificateAuthorities = certificateAuthorities }
        var origins = [Self.origin(policy.issuer, policy)].compactMap(\.self)
        for own in origins { options.connectTo[own] = connectTo }
        if case .jwksURI(let url) = policy.keySource { origins += [Self.origin(url, policy)].compactMap(\.self) }
        if let introspection { origins += [Self.origin(introspection, policy)].compactMap(\.self) }
        if !headers.isEmpty { for origin in origins { options.headers[origin] = headers } }
        return options
    }

    private static func origin(_ url: String, _ policy: IssuerPolicy) -> HTTPOrigin? {
        SecureURL(url, allowingHTTPOf: policy.retrieval.httpHosts)?.origin
    }
}

import URI

/// A place where an issuer's metadata may stand.
struct MetadataPlace: Hashable {
    let kind: RetrievalRules.Metadata
    let url: SecureURL

    /// The places of `issuer`, in the order in which they are looked at.
    ///
    /// - Throws: ``KeyRetrievalError`` where the issuer is no URL that is fetched from.
    static func all(of issuer: String, _ rules: RetrievalRules) throws(KeyRetrievalError) -> [MetadataPlace] {
        // OpenID Connect Discovery 1.0 §4.1, RFC 8414 §3.1: a slash at the end is taken off before anything is put on.
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        // Neither query nor fragment: OpenID Connect Discovery 1.0 §2, RFC 8414 §2.
        guard !base.contains(where: { $0 == "?" || $0 == "#" }),
            SecureURL(base, allowingHTTPOf: rules.httpHosts) != nil, let rest = HTTPOrigin.split(base)?.rest
        else { throw KeyRetrievalError("The issuer is no https URL without query, nor http of a loopback host.") }
        let path = rest.drop { $0 != "/" }
        let origin = base.dropLast(path.count)
        let texts: [(RetrievalRules.Metadata, String)] = [
            // OpenID Connect Discovery 1.0 §4.
            (.oidc, "\(base)/.well-known/openid-configuration"),
            // RFC 8414 §3.1.
            (.oauth, "\(origin)/.well-known/oauth-authorization-server\(path)"),
            // Where some have it who have read it as OpenID Connect has it (RFC 8414 §5).
            (.oauth, "\(base)/.well-known/oauth-authorization-server"),
        ]
        var places: [MetadataPlace] = []
        for (kind, text) in texts where rules.metadata ?? kind == kind {
            guard let url = SecureURL(text, allowingHTTPOf: rules.httpHosts) else { continue }
            let place = MetadataPlace(kind: kind, url: url)
            if !places.contains(place) { places.append(place) }
        }
        return places
    }
}

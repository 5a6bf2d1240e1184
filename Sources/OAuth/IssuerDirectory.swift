import JOSE

/// The issuers whose tokens are accepted, by their identifiers.
struct IssuerDirectory: Sendable {
    private let issuers: [String: Issuer]
    private let algorithms: Set<JWSAlgorithm>

    init(_ policies: [IssuerPolicy], _ cache: JWKSCache) {
        var issuers: [String: Issuer] = [:]
        for policy in policies {
            let keys = cache.keys(of: policy.issuer, from: policy.keySource)
            issuers[policy.issuer] = Issuer(policy: policy, keys: keys)
        }
        self.issuers = issuers
        algorithms = Set(policies.flatMap(\.algorithms))
    }

    /// The algorithm of this name, if any issuer may use it (RFC 7515 §4.1.1: names are case-sensitive).
    func algorithm(named name: String) throws(TokenValidationError) -> JWSAlgorithm {
        guard let algorithm = JWSAlgorithm(named: name), algorithms.contains(algorithm) else {
            throw TokenValidationError(.invalidAlgorithm)
        }
        return algorithm
    }

    /// The issuer that a token names, found before any key is looked for: a stranger causes no fetch.
    func issuer(of token: UnverifiedToken) async throws(TokenValidationError) -> Issuer {
        guard let name = token.claims["iss"]?.stringValue else {
            throw TokenValidationError(.invalidIssuer, detail: "claim iss is missing, or not a string")
        }
        guard let issuer = issuers[name], issuer.policy.issuer.isSameText(as: name) else {
            throw TokenValidationError(.invalidIssuer)
        }
        return issuer
    }
}

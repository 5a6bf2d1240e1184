import JOSE
import JWKS
import Text

/// The issuers whose tokens are accepted, by their identifiers.
enum IssuerDirectory: Sendable {
    case fixed(FixedIssuers)
    case resolved(ResolvedIssuers)

    /// Issuers that are all known at the start.
    ///
    /// One object, which every token's rules share.
    final class FixedIssuers: Sendable {
        let issuers: [ExactText: Issuer]
        let algorithms: Set<JWSAlgorithm>
        /// Those that are asked about tokens.
        let asked: [Issuer]
        /// The one whose tokens may be no JWTs.
        let opaque: Issuer?

        init(issuers: [ExactText: Issuer], algorithms: Set<JWSAlgorithm>, asked: [Issuer], opaque: Issuer?) {
            self.issuers = issuers
            self.algorithms = algorithms
            self.asked = asked
            self.opaque = opaque
        }
    }

    init(_ policies: [IssuerPolicy], _ cache: JWKSCache, _ introspection: TokenIntrospection = .none) {
        var issuers: [ExactText: Issuer] = [:]
        for policy in policies { issuers[ExactText(policy.issuer)] = Issuer(policy, cache, introspection) }
        let asked = policies.compactMap { $0.introspection == nil ? nil : issuers[ExactText($0.issuer)] }
        self = .fixed(
            FixedIssuers(
                issuers: issuers,
                algorithms: Set(policies.flatMap(\.algorithms)),
                asked: asked,
                opaque: asked.first { $0.policy.introspection?.takesOpaqueTokens == true }
            )
        )
    }

    /// Those that are asked about tokens, of a fixed list.
    var asked: [Issuer] { if case .fixed(let fixed) = self { fixed.asked } else { [] } }

    /// The one whose tokens may be no JWTs; a token that does not say whose it is has nobody found for it.
    var opaque: Issuer? { if case .fixed(let fixed) = self { fixed.opaque } else { nil } }

    /// The algorithm of this name, if any issuer may use it (RFC 7515 §4.1.1: names are case-sensitive).
    func algorithm(named name: String) throws(TokenValidationError) -> JWSAlgorithm {
        guard let algorithm = JWSAlgorithm(named: name) else { throw .invalidAlgorithm }
        if case .fixed(let fixed) = self, !fixed.algorithms.contains(algorithm) {
            throw .invalidAlgorithm
        }
        return algorithm
    }

    /// The issuer that a token names, found before any key is looked for: a stranger causes no fetch.
    ///
    /// - Returns: `nil` when it is not known yet, and may be found by ``issuer(of:)``.
    func knownIssuer(of claims: JSONObject) throws(TokenValidationError) -> Issuer? {
        let name = try Self.name(in: claims)
        switch self {
        case .fixed(let fixed):
            guard let issuer = fixed.issuers[ExactText(name)] else { throw .invalidIssuer() }
            return issuer
        case .resolved(let issuers):
            guard let known = issuers.knownIssuer(named: name) else { return nil }
            guard let issuer = known else { throw .invalidIssuer() }
            return issuer
        }
    }

    /// The issuer that a token names, asked for if need be.
    func issuer(of claims: JSONObject) async throws(TokenValidationError) -> Issuer {
        if let issuer = try knownIssuer(of: claims) { return issuer }
        guard case .resolved(let issuers) = self, let issuer = try await issuers.issuer(named: Self.name(in: claims))
        else { throw .invalidIssuer() }
        return issuer
    }

    private static func name(in claims: JSONObject) throws(TokenValidationError) -> String {
        switch claims.look("iss") {
        case .absent, .single(.null): throw .invalidIssuer(detail: "claim iss is missing")
        case .single(.string(let name)): return name
        default: throw .invalidIssuer(detail: "claim iss is not a string")
        }
    }

    /// Whether `issuer` still stands for what is accepted from it.
    func isCurrent(_ issuer: Issuer) -> Bool {
        switch self {
        case .fixed: true
        case .resolved(let issuers): issuers.isCurrent(issuer)
        }
    }

    /// The algorithms that one issuer or another may use, for people.
    var algorithmNames: String {
        guard case .fixed(let fixed) = self else { return "as the issuer's policy says" }
        return JWSAlgorithm.all.filter(fixed.algorithms.contains).map(\.name).joined(separator: ", ")
    }

    /// The identifiers, for people; a long list is cut.
    var names: String {
        guard case .fixed(let fixed) = self else { return "found as needed" }
        let names = fixed.issuers.keys.map(\.text).sorted()
        return names.prefix(16).joined(separator: ", ") + (names.count > 16 ? ", …" : "")
    }

}

extension Issuer {
    convenience init(_ policy: IssuerPolicy, _ cache: JWKSCache, _ introspection: TokenIntrospection = .none) {
        self.init(policy: policy, keys: policy.keys(in: cache), introspection: introspection)
    }
}

public import JOSE
import JWKS

public import OAuth
public import ResourceServer

/// An issuer in memory: mints tokens of any shape, and makes resource servers that take them without a network.
public struct TestIssuer: Sendable {
    /// The issuer's identifier.
    public let issuer: String
    /// The identifier of the API that its tokens are for.
    public let audience: String
    /// What it signs with.
    public let key: SigningKey
    /// The time at which tokens are minted and judged.
    public let clock: TestClock

    /// An issuer with a fresh key.
    ///
    /// - Throws: `SigningKeyError` when there can be no key.
    public init(
        issuer: String = "https://issuer.example/",
        audience: String = "https://api.example",
        algorithm: JWSAlgorithm = .es256,
        clock: TestClock = TestClock()
    ) throws(SigningKeyError) {
        self.issuer = issuer
        self.audience = audience
        self.clock = clock
        key = try SigningKey.generate(algorithm)
    }

    /// What its tokens must be like: they are for ``audience``, and signed with ``key``.
    public var policy: IssuerPolicy {
        IssuerPolicy(
            issuer: issuer,
            audiences: [audience],
            algorithms: [key.algorithm],
            keySource: .fixed(JWKSet([key.verificationKey]))
        )
    }

    /// A resource server that takes its tokens, and judges by ``clock``.
    public func resourceServer(
        rules: [TokenRule] = [],
        sources: [TokenSource] = [.header],
        dpop: DPoPMode = .disabled,
        proofs: DPoPProtection = DPoPProtection(),
        refusals: RefusalFormat = .json,
        decryptionKeys: DecryptionKeySet? = nil
    ) -> ResourceServer {
        ResourceServer(
            validator: validator(rules: rules, decryptionKeys: decryptionKeys),
            sources: sources,
            dpop: dpop,
            proofs: proofs,
            refusals: refusals,
            clock: { [clock] in clock.now }
        )
    }

    /// What judges its tokens, and those of nobody else.
    package func validator(
        rules: [TokenRule] = [],
        decryptionKeys: DecryptionKeySet? = nil
    ) -> AccessTokenValidator {
        // Keys that are fixed are never fetched.
        let cache = JWKSCache(fetch: { _ in throw CancellationError() })
        return AccessTokenValidator(policies: [policy], cache: cache, decryptionKeys: decryptionKeys, rules: rules)
    }

    /// A token that is good for ten minutes, unless something else is asked for.
    ///
    /// - Parameters:
    ///   - subject: `sub`; `nil` leaves it out.
    ///   - scopes: The words of `scope`; none leave it out.
    ///   - claims: Further claims, or other values of those that are there anyway.
    ///   - omitted: Claims that are left out.
    ///   - header: Further header parameters, or other values; `typ` is `JWT` by itself.
    ///   - client: Whose key the token is bound to (RFC 9449 §6).
    ///   - recipient: Whom it is encrypted for (RFC 7519 §5.2); nobody by itself.
    ///   - defect: What is wrong with it.
    /// - Returns: The token.
    /// - Throws: `SigningKeyError` when it cannot be signed, or not be encrypted.
    public func token(
        subject: String? = "alice",
        scopes: [String] = [],
        claims: JSONObject = [:],
        without omitted: [String] = [],
        header: JSONObject = [:],
        boundTo client: TestClient? = nil,
        encryptedFor recipient: EncryptionKey? = nil,
        defect: TokenDefect? = nil
    ) throws(SigningKeyError) -> String {
        let now = Int64(clock.now.secondsSinceEpoch)
        var payload: JSONObject = [
            "iss": .string(issuer), "aud": .string(audience), "iat": .integer(now), "exp": .integer(now + 600),
        ]
        payload["sub"] = subject.map { .string($0) }
        if !scopes.isEmpty { payload["scope"] = .string(scopes.joined(separator: " ")) }
        if let client { payload["cnf"] = ["jkt": .string(client.thumbprint)] }
        for name in claims.names { payload[name] = claims[name] }
        for name in omitted { payload[name] = nil }
        var parameters: JSONObject = ["typ": "JWT"]
        for name in header.names { parameters[name] = header[name] }
        defect?.apply(to: &payload, issuedAt: now)
        defect?.apply(toHeader: &parameters)
        var token = try key.sign(payload, header: parameters)
        defect?.apply(toToken: &token)
        guard let recipient else { return token }
        do { return try recipient.encrypt(token) } catch { throw .cryptography(error.description) }
    }
}

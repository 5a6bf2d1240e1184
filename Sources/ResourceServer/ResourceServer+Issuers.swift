import Fetching
public import JOSE
public import JWKS
public import Logging
public import OAuth

extension ResourceServer {
    /// A resource server for the tokens of one issuer, whose keys are found by discovery and kept current.
    ///
    /// - Parameters:
    ///   - issuer: The issuer, exactly as its tokens carry it: `https://example.eu.auth0.com/`.
    ///   - audience: The identifier of this API, exactly as tokens carry it.
    ///   - logger: Is told what becomes of the issuer's keys, and of requests that are refused.
    /// - Throws: `IssuerPolicyError`, which says what was expected.
    public init(issuer: String, audience: String, logger: Logger) throws(IssuerPolicyError) {
        try self.init(issuers: [IssuerPolicy(issuer: issuer, audiences: [audience])], logger: logger)
    }

    /// A resource server for the tokens of these issuers, whose keys are kept current.
    ///
    /// - Parameters:
    ///   - issuers: What the tokens of each must be like.
    ///   - rules: Further checks that every token must pass.
    ///   - decryptionKeys: Private keys for encrypted tokens (RFC 7516); `nil` to take none.
    ///   - sources: Where tokens may stand.
    ///   - realm: The realm of every challenge.
    ///   - dpop: Whether proofs are taken; a handler finds in `AccessToken.confirmedThumbprint` which key was proven.
    ///   - proofs: Judges them, in every mode that takes them; one for all of a server, since it remembers them.
    ///   - resourceMetadata: Tells clients whose tokens are accepted; every challenge names its document (RFC 9728 §5.1).
    ///   - refusals: What the body of a refusal says.
    ///   - onRefusal: Is told of each request that is refused, on a worker, so it must not block; by default `logger` is, at
    ///     `info`, of at most 100 a second.
    ///   - keys: How keys are kept.
    ///   - fetch: Fetches documents of issuers; by default with libcurl.
    ///   - introspection: Asks issuers about tokens, where their policies say so.
    ///   - logger: Is told what becomes of keys, and of requests that are refused.
    /// - Throws: `IssuerPolicyError`, which says what was expected.
    public init(
        issuers: [IssuerPolicy],
        rules: [TokenRule] = [],
        decryptionKeys: DecryptionKeySet? = nil,
        sources: [TokenSource] = [.header],
        realm: String = "api",
        dpop: DPoPMode = .disabled,
        proofs: DPoPProtection = DPoPProtection(),
        resourceMetadata: ProtectedResourceMetadata? = nil,
        refusals: RefusalFormat = .json,
        onRefusal: (@Sendable (_ refusal: Refusal, _ request: Request) -> Void)? = nil,
        keys: JWKSCacheConfiguration = JWKSCacheConfiguration(),
        fetch: DocumentFetch? = nil,
        introspection: TokenIntrospection? = nil,
        logger: Logger
    ) throws(IssuerPolicyError) {
        try IssuerPolicyError.check(issuers)
        let cache = Self.cache(keys, fetch, logger)
        // Of many issuers, each when a token first needs it.
        if issuers.count <= Self.mostIssuersFetchedAtStart {
            for issuer in issuers { issuer.keys(in: cache).prefetch() }
        }
        self.init(
            validator: AccessTokenValidator(
                policies: issuers,
                cache: cache,
                decryptionKeys: decryptionKeys,
                introspection: introspection,
                rules: rules
            ),
            sources: sources,
            realm: realm,
            dpop: dpop,
            proofs: proofs,
            resourceMetadata: resourceMetadata,
            refusals: refusals,
            onRefusal: onRefusal ?? Self.logging(to: logger)
        )
    }

    /// A resource server for the tokens of issuers that are found as they are needed, such as the tenants of one's own.
    ///
    /// - Parameters:
    ///   - resolver: Finds the policy of an issuer by the name in a token, which is a stranger's word: nothing is fetched for
    ///     an issuer without one. What it says counts for five minutes, a refusal for half a minute; what it throws is 503.
    ///   - rules: Further checks that every token must pass.
    ///   - decryptionKeys: Private keys for encrypted tokens (RFC 7516); `nil` to take none.
    ///   - sources: Where tokens may stand.
    ///   - realm: The realm of every challenge.
    ///   - dpop: Whether proofs are taken; a handler finds in `AccessToken.confirmedThumbprint` which key was proven.
    ///   - proofs: Judges them, in every mode that takes them; one for all of a server, since it remembers them.
    ///   - resourceMetadata: Tells clients whose tokens are accepted; every challenge names its document (RFC 9728 §5.1).
    ///   - refusals: What the body of a refusal says.
    ///   - onRefusal: Is told of each request that is refused, on a worker, so it must not block; by default `logger` is, at
    ///     `info`, of at most 100 a second.
    ///   - keys: How keys are kept.
    ///   - fetch: Fetches documents of issuers; by default with libcurl.
    ///   - introspection: Asks issuers about tokens, where their policies say so.
    ///   - logger: Is told what becomes of keys, and of requests that are refused.
    public init(
        resolver: @escaping IssuerResolver,
        rules: [TokenRule] = [],
        decryptionKeys: DecryptionKeySet? = nil,
        sources: [TokenSource] = [.header],
        realm: String = "api",
        dpop: DPoPMode = .disabled,
        proofs: DPoPProtection = DPoPProtection(),
        resourceMetadata: ProtectedResourceMetadata? = nil,
        refusals: RefusalFormat = .json,
        onRefusal: (@Sendable (_ refusal: Refusal, _ request: Request) -> Void)? = nil,
        keys: JWKSCacheConfiguration = JWKSCacheConfiguration(),
        fetch: DocumentFetch? = nil,
        introspection: TokenIntrospection? = nil,
        logger: Logger
    ) {
        self.init(
            validator: AccessTokenValidator(
                resolver: resolver,
                cache: Self.cache(keys, fetch, logger),
                decryptionKeys: decryptionKeys,
                introspection: introspection,
                rules: rules
            ),
            sources: sources,
            realm: realm,
            dpop: dpop,
            proofs: proofs,
            resourceMetadata: resourceMetadata,
            refusals: refusals,
            onRefusal: onRefusal ?? Self.logging(to: logger)
        )
    }

    private static func cache(_ keys: JWKSCacheConfiguration, _ fetch: DocumentFetch?, _ logger: Logger) -> JWKSCache {
        let client = HTTPClient(timeout: .seconds(5))
        return JWKSCache(
            configuration: keys,
            fetch: fetch ?? { try await client.document($0) },
            onEvent: { $0.log(to: logger) }
        )
    }

    private static func logging(to logger: Logger) -> @Sendable (Refusal, Request) -> Void {
        let log = RefusalLog(logger: logger)
        return { log.log($0, of: $1) }
    }

    /// Up to so many issuers have their keys fetched at the start; of more, each when a token first needs it.
    package static let mostIssuersFetchedAtStart = 32
}

import JOSE
public import JWKS

/// Judges access tokens: JWTs of the issuers it knows (RFC 7519, RFC 8725, RFC 9068).
///
/// A value that is made once and serves the whole process. The order of its checks is fixed and the first that fails
/// decides: size, form, algorithm, issuer, key, signature, times, audience, claims.
public struct AccessTokenValidator: Sendable {
    /// A longer token is refused before any parsing, in bytes.
    public static let defaultMaxTokenBytes = 16_384

    let issuers: IssuerDirectory
    let maxTokenBytes: Int
    let rules: [TokenRule]
    let verifiedTokens: VerifiedTokenCache?

    /// A validator for a fixed list of issuers.
    ///
    /// - Parameters:
    ///   - policies: One policy an issuer; of two for the same issuer the later one counts.
    ///   - cache: Where their keys are kept.
    ///   - maxTokenBytes: A longer token is refused before any parsing.
    ///   - tokenCacheEntries: Verified tokens that are remembered, each until it expires, its key leaves the issuer's set or
    ///     its place is wanted; 0 to remember none.
    ///   - rules: Checks of your own, which run after all others, on remembered tokens too.
    public init(
        policies: [IssuerPolicy],
        cache: JWKSCache,
        maxTokenBytes: Int = defaultMaxTokenBytes,
        tokenCacheEntries: Int = 10_000,
        rules: [TokenRule] = []
    ) {
        self.init(IssuerDirectory(policies, cache), maxTokenBytes, tokenCacheEntries, rules)
    }

    /// A validator for issuers that are found as they are needed.
    ///
    /// - Parameters:
    ///   - resolver: Finds the policy of an issuer. What it says counts for five minutes, a refusal for half a minute; of
    ///     at most 4,096 issuers at a time.
    ///   - cache: Where their keys are kept.
    ///   - maxTokenBytes: A longer token is refused before any parsing.
    ///   - tokenCacheEntries: As for a fixed list; a token is also forgotten when its issuer's policy is asked for anew.
    ///   - rules: Checks of your own, which run after all others, on remembered tokens too.
    public init(
        resolver: @escaping IssuerResolver,
        cache: JWKSCache,
        maxTokenBytes: Int = defaultMaxTokenBytes,
        tokenCacheEntries: Int = 10_000,
        rules: [TokenRule] = []
    ) {
        self.init(.resolved(ResolvedIssuers(resolver, cache)), maxTokenBytes, tokenCacheEntries, rules)
    }

    private init(_ issuers: IssuerDirectory, _ maxTokenBytes: Int, _ tokenCacheEntries: Int, _ rules: [TokenRule]) {
        self.issuers = issuers
        self.maxTokenBytes = maxTokenBytes
        self.rules = rules
        verifiedTokens = VerifiedTokenCache(entries: tokenCacheEntries)
    }

    /// Judges a token.
    ///
    /// It suspends only while the keys that it needs are being fetched, and no longer than the cache's timeout.
    /// - Parameters:
    ///   - token: The token as the client sent it.
    ///   - now: The time to judge it by.
    /// - Returns: The token, which may now be believed.
    /// - Throws: The reason for which the token is refused.
    public func validate(
        _ token: String,
        at now: NumericDate = .now
    ) async throws(TokenValidationError) -> AccessToken {
        guard token.utf8.count <= maxTokenBytes else { throw TokenValidationError(.tokenTooLarge) }
        guard let verifiedTokens else { return try await judge(token, at: now).token }
        let digest = TokenDigest(token)
        if let entry = verifiedTokens.find(digest, at: now), issuers.isCurrent(entry.issuer) {
            try apply(rules, to: entry.token)
            return entry.token
        }
        let entry = try await judge(token, at: now)
        verifiedTokens.insert(digest, entry, length: token.utf8.count)
        return entry.token
    }

    private func judge(
        _ token: String,
        at now: NumericDate
    ) async throws(TokenValidationError) -> VerifiedTokenCache.Entry {
        let unverified = try UnverifiedToken(token)
        do {
            return try await judge(unverified, at: now)
        } catch {
            var error = error
            error.identity = error.identity ?? TokenIdentity(unverified, isVerified: false)
            throw error
        }
    }

    private func judge(
        _ unverified: UnverifiedToken,
        at now: NumericDate
    ) async throws(TokenValidationError) -> VerifiedTokenCache.Entry {
        let algorithm = try issuers.algorithm(named: unverified.jws.header.algorithm)
        let issuer = try await issuers.issuer(of: unverified.claims)
        guard issuer.policy.algorithms.contains(algorithm) else { throw TokenValidationError(.invalidAlgorithm) }
        let (verified, generation) = try await issuer.verify(unverified.jws, algorithm)
        let checks = TokenChecks(policy: issuer.policy, now: now)
        let claims: RegisteredClaims
        do { claims = try checks.check(unverified) } catch {
            var error = error
            error.identity = TokenIdentity(unverified, isVerified: true)
            throw error
        }
        let token = AccessToken(header: verified.header, claims: claims, allClaims: unverified.claims)
        try apply(rules, to: token)
        let validity = checks.validity(of: claims)
        return VerifiedTokenCache.Entry(token: token, issuer: issuer, generation: generation, validity: validity)
    }

    func apply(_ rules: [TokenRule], to token: AccessToken) throws(TokenValidationError) {
        for rule in rules {
            do { try rule.check(token) } catch {
                var error = TokenValidationError(error)
                error.identity = token.identity
                throw error
            }
        }
    }
}

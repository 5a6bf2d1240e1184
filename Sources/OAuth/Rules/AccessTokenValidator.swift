import JOSE
public import JWKS

/// Judges access tokens: JWTs of the issuers it knows (RFC 7519, RFC 8725, RFC 9068).
///
/// A value that is made once and serves the whole process. The order of its checks is fixed and the first that fails
/// decides: size, form, algorithm, issuer, key, signature, times, audience, claims, and last those of your own.
public struct AccessTokenValidator: Sendable {
    /// A longer token is refused before any parsing, in bytes.
    public static let defaultMaxTokenBytes = 16_384

    let issuers: IssuerDirectory
    let maxTokenBytes: Int
    let rules: [TokenRule]
    let verifiedTokens: VerifiedTokenCache?
    private let onUnseenClaim: @Sendable (ClaimPath, _ issuer: String) -> Void

    /// A validator for a fixed list of issuers.
    ///
    /// - Parameters:
    ///   - policies: One policy an issuer; of two for the same issuer the later one counts.
    ///   - cache: Where their keys are kept.
    ///   - maxTokenBytes: A longer token is refused before any parsing.
    ///   - tokenCacheEntries: Verified tokens that are remembered, each until it expires, its key leaves the issuer's set or
    ///     its place is wanted; 0 to remember none.
    ///   - rules: Checks of your own, which run after all others, on remembered tokens too.
    ///   - onUnseenClaim: Is told of what a ``ClaimWatch`` of the policies notices, and whose token it was.
    public init(
        policies: [IssuerPolicy],
        cache: JWKSCache,
        maxTokenBytes: Int = defaultMaxTokenBytes,
        tokenCacheEntries: Int = 10_000,
        rules: [TokenRule] = [],
        onUnseenClaim: @escaping @Sendable (ClaimPath, _ issuer: String) -> Void = { _, _ in }
    ) {
        self.init(IssuerDirectory(policies, cache), maxTokenBytes, tokenCacheEntries, rules, onUnseenClaim)
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
    ///   - onUnseenClaim: Is told of what a ``ClaimWatch`` of the policies notices, and whose token it was.
    public init(
        resolver: @escaping IssuerResolver,
        cache: JWKSCache,
        maxTokenBytes: Int = defaultMaxTokenBytes,
        tokenCacheEntries: Int = 10_000,
        rules: [TokenRule] = [],
        onUnseenClaim: @escaping @Sendable (ClaimPath, _ issuer: String) -> Void = { _, _ in }
    ) {
        let issuers = IssuerDirectory.resolved(ResolvedIssuers(resolver, cache))
        self.init(issuers, maxTokenBytes, tokenCacheEntries, rules, onUnseenClaim)
    }

    private init(
        _ issuers: IssuerDirectory,
        _ maxTokenBytes: Int,
        _ tokenCacheEntries: Int,
        _ rules: [TokenRule],
        _ onUnseenClaim: @escaping @Sendable (ClaimPath, _ issuer: String) -> Void
    ) {
        self.onUnseenClaim = onUnseenClaim
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
    public func validate(_ token: String, at now: NumericDate) async throws(TokenValidationError) -> AccessToken {
        switch await judge(token, at: now) {
        case .accepted(let token): return token
        case .refused(let error, _): throw error
        }
    }

    /// Judges a token as ``validate(_:at:)`` does, and also says whom a refused one is about.
    ///
    /// - Parameters:
    ///   - text: The token as the client sent it.
    ///   - now: The time to judge it by.
    /// - Returns: The token, or why it is refused.
    public func judge(_ text: String, at now: NumericDate) async -> TokenVerdict {
        // A longer one is never remembered, and may be too long to be read.
        guard let verifiedTokens, text.utf8.count <= VerifiedTokenCache.longestToken else {
            return await judgeAnew(text, at: now) { _, _ in }
        }
        let digest = TokenDigest(text)
        if let entry = verifiedTokens.find(digest, at: now), issuers.isCurrent(entry.issuer) {
            return judgeByOwnRules(entry.token)
        }
        return await judgeAnew(text, at: now) { token, verified in
            let validity = token.registered.validity(withTolerance: verified.issuer.policy.clockSkew)
            let entry = VerifiedTokenCache.Entry(
                token: token,
                issuer: verified.issuer,
                generation: verified.generation,
                validity: validity
            )
            verifiedTokens.insert(digest, entry, length: text.utf8.count)
        }
    }

    private func judgeAnew(
        _ text: String,
        at now: NumericDate,
        onAcceptance remember: (AccessToken, VerifiedToken) -> Void
    ) async -> TokenVerdict {
        var unverified: UnverifiedToken?
        var isVerified = false
        do throws(TokenValidationError) {
            let wellFormed = try UnverifiedToken.read(text, maxBytes: maxTokenBytes)
            unverified = wellFormed
            let verified = try await wellFormed.verified(among: issuers)
            isVerified = true
            watch(verified, at: now)
            let token = try AccessToken(verified, at: now)
            let verdict = judgeByOwnRules(token)
            if case .accepted = verdict { remember(token, verified) }
            return verdict
        } catch {
            return .refused(error, of: unverified.map { TokenIdentity($0, isVerified: isVerified) })
        }
    }

    private func watch(_ verified: VerifiedToken, at now: NumericDate) {
        for watch in verified.issuer.policy.watches {
            for path in watch.look(at: verified.token.claims, now: now) {
                onUnseenClaim(path, verified.issuer.policy.issuer)
            }
        }
    }

    private func judgeByOwnRules(_ token: AccessToken) -> TokenVerdict {
        do throws(TokenValidationError) {
            try applyOwnRules(to: token)
            return .accepted(token)
        } catch {
            return .refused(error, of: token.identity)
        }
    }

    func applyOwnRules(to token: AccessToken) throws(TokenValidationError) {
        for rule in rules {
            do { try rule.check(token) } catch { throw .refusedClaims(error) }
        }
    }
}

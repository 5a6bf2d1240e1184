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
    let denyLists: [DenyList]
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
    ///   - denyLists: Tokens that were taken back; they are asked at every request, before your own checks.
    ///   - rules: Checks of your own, which run after all others, on remembered tokens too.
    ///   - onUnseenClaim: Is told of what a ``ClaimWatch`` of the policies notices, and whose token it was.
    public init(
        policies: [IssuerPolicy],
        cache: JWKSCache,
        maxTokenBytes: Int = defaultMaxTokenBytes,
        tokenCacheEntries: Int = 10_000,
        denyLists: [DenyList] = [],
        rules: [TokenRule] = [],
        onUnseenClaim: @escaping @Sendable (ClaimPath, _ issuer: String) -> Void = { _, _ in }
    ) {
        self.init(IssuerDirectory(policies, cache), maxTokenBytes, tokenCacheEntries, denyLists, rules, onUnseenClaim)
    }

    /// A validator for issuers that are found as they are needed.
    ///
    /// - Parameters:
    ///   - resolver: Finds the policy of an issuer. What it says counts for five minutes, a refusal for half a minute; of
    ///     at most 4,096 issuers at a time.
    ///   - cache: Where their keys are kept.
    ///   - maxTokenBytes: A longer token is refused before any parsing.
    ///   - tokenCacheEntries: As for a fixed list; a token is also forgotten when its issuer's policy is asked for anew.
    ///   - denyLists: Tokens that were taken back; they are asked at every request, before your own checks.
    ///   - rules: Checks of your own, which run after all others, on remembered tokens too.
    ///   - onUnseenClaim: Is told of what a ``ClaimWatch`` of the policies notices, and whose token it was.
    public init(
        resolver: @escaping IssuerResolver,
        cache: JWKSCache,
        maxTokenBytes: Int = defaultMaxTokenBytes,
        tokenCacheEntries: Int = 10_000,
        denyLists: [DenyList] = [],
        rules: [TokenRule] = [],
        onUnseenClaim: @escaping @Sendable (ClaimPath, _ issuer: String) -> Void = { _, _ in }
    ) {
        let issuers = IssuerDirectory.resolved(ResolvedIssuers(resolver, cache))
        self.init(issuers, maxTokenBytes, tokenCacheEntries, denyLists, rules, onUnseenClaim)
    }

    private init(
        _ issuers: IssuerDirectory,
        _ maxTokenBytes: Int,
        _ tokenCacheEntries: Int,
        _ denyLists: [DenyList],
        _ rules: [TokenRule],
        _ onUnseenClaim: @escaping @Sendable (ClaimPath, _ issuer: String) -> Void
    ) {
        self.onUnseenClaim = onUnseenClaim
        self.issuers = issuers
        self.maxTokenBytes = maxTokenBytes
        self.denyLists = denyLists
        self.rules = rules
        verifiedTokens = VerifiedTokenCache(entries: tokenCacheEntries)
    }

    /// How many verified tokens are remembered, also such as have expired since.
    package var rememberedTokens: Int { verifiedTokens?.held ?? 0 }

    /// Judges a token.
    ///
    /// It suspends only while the keys that it needs are being fetched, and no longer than the cache's timeout.
    /// - Parameters:
    ///   - token: The token as the client sent it.
    ///   - audience: Whom it must be for.
    ///   - now: The time to judge it by.
    /// - Returns: The token, which may now be believed.
    /// - Throws: The reason for which the token is refused.
    public func validate(
        _ token: String,
        for audience: AcceptedAudience = .ofIssuer,
        at now: NumericDate
    ) async throws(TokenValidationError) -> AccessToken {
        switch await judge(token, for: audience, at: now) {
        case .accepted(let token): return token
        case .refused(let error, _): throw error
        }
    }

    /// Judges a token as ``validate(_:for:at:)`` does, and also says whom a refused one is about.
    ///
    /// - Parameters:
    ///   - text: The token as the client sent it.
    ///   - audience: Whom it must be for.
    ///   - now: The time to judge it by.
    /// - Returns: The token, or why it is refused.
    public func judge(
        _ text: String,
        for audience: AcceptedAudience = .ofIssuer,
        at now: NumericDate
    ) async -> TokenVerdict {
        switch beginning(of: text, for: audience, at: now) {
        case .verdict(let verdict): return verdict
        case .verification(let token, let digest):
            do throws(TokenValidationError) {
                return conclude(try await token.verified(among: issuers), for: audience, digest, at: now)
            } catch {
                return .refused(error, of: TokenIdentity(token, isVerified: false))
            }
        }
    }

    /// Judges a token as ``judge(_:for:at:)`` does.
    ///
    /// - Returns: `nil` where that has to wait, for the issuer or for its keys. Nothing has happened then.
    package func judgeAtOnce(
        _ text: String,
        for audience: AcceptedAudience = .ofIssuer,
        at now: NumericDate
    ) -> TokenVerdict? {
        switch beginning(of: text, for: audience, at: now) {
        case .verdict(let verdict): return verdict
        case .verification(let token, let digest):
            do throws(TokenValidationError) {
                return try token.verifiedAtOnce(among: issuers).map { conclude($0, for: audience, digest, at: now) }
            } catch {
                return .refused(error, of: TokenIdentity(token, isVerified: false))
            }
        }
    }

    private enum Beginning {
        case verdict(TokenVerdict)
        /// With the digest under which the token may be remembered.
        case verification(UnverifiedToken, TokenDigest?)
    }

    private func beginning(of text: String, for audience: AcceptedAudience, at now: NumericDate) -> Beginning {
        // A longer one is never remembered, and may be too long to be read.
        let isRemembered = verifiedTokens != nil && text.utf8.count <= VerifiedTokenCache.longestToken
        let digest = isRemembered ? TokenDigest(text) : nil
        if let digest, let entry = verifiedTokens?.find(digest, at: now), issuers.isCurrent(entry.issuer) {
            return .verdict(judgeByOwnRules(judgeAnew(entry.judged(for: audience), at: now)))
        }
        do throws(TokenValidationError) {
            return .verification(try UnverifiedToken.read(text, maxBytes: maxTokenBytes), digest)
        } catch {
            return .verdict(.refused(error, of: nil))
        }
    }

    private func conclude(
        _ verified: VerifiedToken,
        for audience: AcceptedAudience,
        _ digest: TokenDigest?,
        at now: NumericDate
    ) -> TokenVerdict {
        do throws(TokenValidationError) {
            watch(verified, at: now)
            let token = try AccessToken(verified, for: audience, denying: denyLists, at: now)
            let verdict = judgeByOwnRules(.accepted(token))
            if case .accepted = verdict, let digest { remember(token, verified, digest) }
            return verdict
        } catch {
            return .refused(error, of: TokenIdentity(verified.token, isVerified: true))
        }
    }

    private func watch(_ verified: VerifiedToken, at now: NumericDate) {
        for watch in verified.issuer.policy.watches {
            for path in watch.look(at: verified.token.claims, now: now) {
                onUnseenClaim(path, verified.issuer.policy.issuer)
            }
        }
    }

    private func remember(_ token: AccessToken, _ verified: VerifiedToken, _ digest: TokenDigest) {
        let validity = token.registered.validity(withTolerance: verified.issuer.policy.clockSkew)
        let entry = VerifiedTokenCache.Entry(
            token: token,
            issuer: verified.issuer,
            generation: verified.key.generation,
            validity: validity
        )
        verifiedTokens?.insert(digest, entry, length: verified.token.jws.byteCount)
    }

    /// What may have become of a token that is remembered: somebody took it back.
    private func judgeAnew(_ verdict: TokenVerdict, at now: NumericDate) -> TokenVerdict {
        guard !denyLists.isEmpty, case .accepted(let token) = verdict else { return verdict }
        do throws(TokenValidationError) {
            try denyLists.check(token.registered, signedWith: token.keyID, at: now)
            return verdict
        } catch {
            return .refused(error, of: token.identity)
        }
    }

    private func judgeByOwnRules(_ verdict: TokenVerdict) -> TokenVerdict {
        guard case .accepted(let token) = verdict else { return verdict }
        do throws(TokenValidationError) {
            try applyOwnRules(to: token)
            return verdict
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

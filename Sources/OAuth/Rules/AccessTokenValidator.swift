public import JOSE
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
    let decryptionKeys: DecryptionKeySet?
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
    ///   - decryptionKeys: Private keys for encrypted tokens (RFC 7516), in which a signed one is judged like any other; `nil` to take none.
    ///   - tokenCacheEntries: Verified tokens that are remembered, each until it expires, its key leaves the issuer's set or
    ///     its place is wanted; 0 to remember none.
    ///   - denyLists: Tokens that were taken back; they are asked at every request, before your own checks.
    ///   - introspection: Asks issuers about tokens, where their policies say so.
    ///   - rules: Checks of your own, which run after all others, on remembered tokens too.
    ///   - onUnseenClaim: Is told of what a ``ClaimWatch`` of the policies notices, and whose token it was.
    public init(
        policies: [IssuerPolicy],
        cache: JWKSCache,
        maxTokenBytes: Int = defaultMaxTokenBytes,
        decryptionKeys: DecryptionKeySet? = nil,
        tokenCacheEntries: Int = 10_000,
        denyLists: [DenyList] = [],
        introspection: TokenIntrospection? = nil,
        rules: [TokenRule] = [],
        onUnseenClaim: @escaping @Sendable (ClaimPath, _ issuer: String) -> Void = { _, _ in }
    ) {
        let issuers = IssuerDirectory(policies, cache, introspection ?? .none)
        self.init(issuers, maxTokenBytes, decryptionKeys, tokenCacheEntries, denyLists, rules, onUnseenClaim)
    }

    /// A validator for issuers that are found as they are needed.
    ///
    /// - Parameters:
    ///   - resolver: Finds the policy of an issuer. What it says counts for five minutes, a refusal for half a minute; of
    ///     at most 4,096 issuers at a time.
    ///   - cache: Where their keys are kept.
    ///   - maxTokenBytes: A longer token is refused before any parsing.
    ///   - decryptionKeys: Private keys for encrypted tokens (RFC 7516), in which a signed one is judged like any other; `nil` to take none.
    ///   - tokenCacheEntries: As for a fixed list; a token is also forgotten when its issuer's policy is asked for anew.
    ///   - denyLists: Tokens that were taken back; they are asked at every request, before your own checks.
    ///   - introspection: Asks issuers about JWTs that are good otherwise, where their policies say so. A token that only
    ///     its issuer can read is refused, as nobody knows whose it is.
    ///   - rules: Checks of your own, which run after all others, on remembered tokens too.
    ///   - onUnseenClaim: Is told of what a ``ClaimWatch`` of the policies notices, and whose token it was.
    public init(
        resolver: @escaping IssuerResolver,
        cache: JWKSCache,
        maxTokenBytes: Int = defaultMaxTokenBytes,
        decryptionKeys: DecryptionKeySet? = nil,
        tokenCacheEntries: Int = 10_000,
        denyLists: [DenyList] = [],
        introspection: TokenIntrospection? = nil,
        rules: [TokenRule] = [],
        onUnseenClaim: @escaping @Sendable (ClaimPath, _ issuer: String) -> Void = { _, _ in }
    ) {
        let issuers = IssuerDirectory.resolved(ResolvedIssuers(resolver, cache, introspection ?? .none))
        self.init(issuers, maxTokenBytes, decryptionKeys, tokenCacheEntries, denyLists, rules, onUnseenClaim)
    }

    private init(
        _ issuers: IssuerDirectory,
        _ maxTokenBytes: Int,
        _ decryptionKeys: DecryptionKeySet?,
        _ tokenCacheEntries: Int,
        _ denyLists: [DenyList],
        _ rules: [TokenRule],
        _ onUnseenClaim: @escaping @Sendable (ClaimPath, _ issuer: String) -> Void
    ) {
        self.onUnseenClaim = onUnseenClaim
        self.issuers = issuers
        self.maxTokenBytes = maxTokenBytes
        self.decryptionKeys = decryptionKeys
        self.denyLists = denyLists
        self.rules = rules
        verifiedTokens = VerifiedTokenCache(entries: tokenCacheEntries)
    }

    /// How many verified tokens are remembered, also such as have expired since.
    package var rememberedTokens: Int { verifiedTokens?.held ?? 0 }

    /// Judges a token.
    ///
    /// It suspends only while the keys that it needs are being fetched, and no longer than the cache's timeout; and while its
    /// issuer is asked about it.
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
        case .settled(let stage): return await settle(stage, for: audience, at: now)
        case .verification(let token, let digest):
            do throws(TokenValidationError) {
                let stage = judged(try await token.verified(among: issuers), text, for: audience, digest, at: now)
                return await settle(stage, for: audience, at: now)
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
        case .settled(let stage): return settleAtOnce(stage, for: audience, at: now)
        case .verification(let token, let digest):
            do throws(TokenValidationError) {
                guard let verified = try token.verifiedAtOnce(among: issuers) else { return nil }
                return settleAtOnce(judged(verified, text, for: audience, digest, at: now), for: audience, at: now)
            } catch {
                return .refused(error, of: TokenIdentity(token, isVerified: false))
            }
        }
    }

    private enum Beginning {
        case settled(Stage)
        /// With the digest under which the token may be remembered.
        case verification(UnverifiedToken, TokenDigest?)
    }

    /// What is known of a token without its issuer's having been asked about it.
    private enum Stage {
        case verdict(TokenVerdict)
        case question(TokenQuestion)
    }

    private func beginning(of text: String, for audience: AcceptedAudience, at now: NumericDate) -> Beginning {
        // A longer one is never remembered, and may be too long to be read.
        let isRemembered = verifiedTokens != nil && text.utf8.count <= VerifiedTokenCache.longestToken
        let digest = isRemembered ? TokenDigest(text) : nil
        if let digest, let entry = verifiedTokens?.find(digest, at: now), issuers.isCurrent(entry.issuer) {
            return .settled(.verdict(judgeByOwnRules(judgeAnew(entry.judged(for: audience), at: now))))
        }
        do throws(TokenValidationError) {
            let token = try UnverifiedToken.read(text, maxBytes: maxTokenBytes, decryptionKeys: decryptionKeys)
            if let question = question(insteadOf: token, text, digest) { return .settled(.question(question)) }
            return .verification(token, digest)
        } catch {
            if error.code == .tokenMalformed, let question = question(aboutOpaque: text, digest) {
                return .settled(.question(question))
            }
            return .settled(.verdict(.refused(error, of: nil)))
        }
    }

    private func judged(
        _ verified: VerifiedToken,
        _ text: String,
        for audience: AcceptedAudience,
        _ digest: TokenDigest?,
        at now: NumericDate
    ) -> Stage {
        do throws(TokenValidationError) {
            watch(verified, at: now)
            let token = try AccessToken(verified, for: audience, denying: denyLists, at: now)
            if let question = question(about: token, verified, text, digest) { return .question(question) }
            let verdict = judgeByOwnRules(.accepted(token))
            if case .accepted = verdict, let digest { remember(token, verified, digest) }
            return .verdict(verdict)
        } catch {
            return .verdict(.refused(error, of: TokenIdentity(verified.token, isVerified: true)))
        }
    }

    private func settle(_ stage: Stage, for audience: AcceptedAudience, at now: NumericDate) async -> TokenVerdict {
        switch stage {
        case .verdict(let verdict): return verdict
        case .question(let question):
            do throws(TokenValidationError) {
                return conclude(question, try await question.answer(at: now), for: audience, at: now)
            } catch {
                return .refused(error, of: question.identity)
            }
        }
    }

    private func settleAtOnce(_ stage: Stage, for audience: AcceptedAudience, at now: NumericDate) -> TokenVerdict? {
        switch stage {
        case .verdict(let verdict): return verdict
        case .question(let question):
            do throws(TokenValidationError) {
                return try question.answerAtOnce(at: now).map { conclude(question, $0, for: audience, at: now) }
            } catch {
                return .refused(error, of: question.identity)
            }
        }
    }

    private func conclude(
        _ question: TokenQuestion,
        _ answer: IntrospectionAnswer,
        for audience: AcceptedAudience,
        at now: NumericDate
    ) -> TokenVerdict {
        do throws(TokenValidationError) {
            let token = try token(of: question, answer, for: audience, at: now)
            let verdict = judgeByOwnRules(.accepted(token))
            if case .accepted = verdict { remember(token, question, answer) }
            return verdict
        } catch {
            return .refused(error, of: answer.claims.map { TokenIdentity($0, keyID: nil, isVerified: true) })
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

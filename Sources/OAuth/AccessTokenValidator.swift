import JOSE

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

    /// A validator for a fixed list of issuers.
    ///
    /// - Parameters:
    ///   - policies: One policy an issuer; of two for the same issuer the later one counts.
    ///   - cache: Where their keys are kept.
    ///   - maxTokenBytes: A longer token is refused before any parsing.
    ///   - rules: Checks of your own, which run after all others.
    public init(
        policies: [IssuerPolicy],
        cache: JWKSCache,
        maxTokenBytes: Int = defaultMaxTokenBytes,
        rules: [TokenRule] = []
    ) {
        self.init(issuers: IssuerDirectory(policies, cache), maxTokenBytes: maxTokenBytes, rules: rules)
    }

    init(issuers: IssuerDirectory, maxTokenBytes: Int, rules: [TokenRule]) {
        self.issuers = issuers
        self.maxTokenBytes = maxTokenBytes
        self.rules = rules
    }

    /// Judges a token.
    ///
    /// It suspends only while the keys that it needs are being fetched, and no longer than the cache's timeout.
    /// - Parameters:
    ///   - token: The token as the client sent it.
    ///   - now: The time to judge it by.
    /// - Throws: The reason for which the token is refused.
    public func validate(
        _ token: String,
        at now: NumericDate = .now
    ) async throws(TokenValidationError) -> AccessToken {
        let unverified = try UnverifiedToken(token, maxBytes: maxTokenBytes)
        do {
            return try await validate(unverified, at: now)
        } catch {
            var error = error
            error.identity = TokenIdentity(unverified.claims)
            throw error
        }
    }

    private func validate(
        _ unverified: UnverifiedToken,
        at now: NumericDate
    ) async throws(TokenValidationError) -> AccessToken {
        let header = unverified.jws.header
        let algorithm = try issuers.algorithm(named: header.algorithm)
        let issuer = try await issuers.issuer(of: unverified)
        guard issuer.policy.algorithms.contains(algorithm) else { throw TokenValidationError(.invalidAlgorithm) }
        let verified = try await issuer.verify(unverified.jws, algorithm)
        let claims = try TokenChecks(policy: issuer.policy, now: now).check(unverified)
        let accessToken = AccessToken(header: verified.header, claims: claims, allClaims: unverified.claims)
        for rule in rules {
            do { try rule(accessToken) } catch { throw TokenValidationError(error) }
        }
        return accessToken
    }
}

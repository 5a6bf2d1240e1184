import JOSE

@testable import JWKS
@testable import OAuth

/// An issuer, its keys and the tokens that it signs.
enum TokenFixtures {
    static let issuer = "https://issuer.example/"
    static let audience = "https://api.example"
    /// 2023-11-14T22:13:20Z.
    static let now = NumericDate(secondsSinceEpoch: 1_700_000_000)

    /// Those of a token that is good now and for an hour.
    static let claims: JSONObject = [
        "iss": .string(issuer), "sub": "auth0|someone", "aud": [.string(audience)], "azp": "client-1",
        "iat": 1_699_999_940, "exp": 1_700_003_600, "scope": "read:messages write:messages",
    ]

    /// One of each algorithm, or why there is none: making an RSA key takes a while.
    private static let keys: [JWSAlgorithm: Result<SigningKey, SigningKeyError>] = {
        var keys: [JWSAlgorithm: Result<SigningKey, SigningKeyError>] = [:]
        for algorithm in JWSAlgorithm.all {
            keys[algorithm] = Result { () throws(SigningKeyError) in try SigningKey.generate(algorithm) }
        }
        return keys
    }()

    static func key(_ algorithm: JWSAlgorithm = .es256) throws -> SigningKey {
        guard let key = keys[algorithm] else { throw SigningKeyError.invalidKey(.unsupportedAlgorithm) }
        return try key.get()
    }

    static func token(
        _ claims: JSONObject = claims,
        header: JSONObject = ["typ": "JWT"],
        by key: SigningKey? = nil
    ) throws -> String {
        try (key ?? self.key()).sign(claims, header: header)
    }

    /// A token whose payload is this very text.
    static func token(payload: String, by key: SigningKey? = nil) throws -> String {
        try (key ?? self.key()).sign(Array(payload.utf8), header: ["typ": "JWT"])
    }

    /// A policy by which the tokens above are good.
    static func policy(_ issuer: String = issuer, keys: [SigningKey]? = nil) throws -> IssuerPolicy {
        let keys = try keys ?? [key()]
        return IssuerPolicy(
            issuer: issuer,
            audiences: [audience],
            algorithms: [.es256],
            keySource: .fixed(JWKSet(keys.map(\.verificationKey)))
        )
    }

    static func validator(
        _ policies: [IssuerPolicy]? = nil,
        maxTokenBytes: Int = AccessTokenValidator.defaultMaxTokenBytes,
        decryptionKeys: DecryptionKeySet? = nil,
        remembering entries: Int = 0,
        rules: [TokenRule] = []
    ) throws -> AccessTokenValidator {
        AccessTokenValidator(
            policies: try policies ?? [policy()],
            cache: JWKSCache(fetch: { _ in throw NoNetwork() }),
            maxTokenBytes: maxTokenBytes,
            decryptionKeys: decryptionKeys,
            tokenCacheEntries: entries,
            rules: rules
        )
    }

    /// A token whose signature was found good by a policy; by one under which the token is good, if there is none.
    static func verified(_ token: String, by policy: IssuerPolicy? = nil) async throws -> VerifiedToken {
        let directory = IssuerDirectory([try policy ?? self.policy()], JWKSCache(fetch: { _ in throw NoNetwork() }))
        return try await UnverifiedToken(token).verified(among: directory)
    }

    struct NoNetwork: Error {}

    /// A rule that no token keeps to.
    static let suspended = TokenRule { _ throws(ClaimRefusal) in throw ClaimRefusal("The tenant is suspended.") }

    /// The public halves, as an issuer publishes them.
    static func document(_ keys: SigningKey...) -> String {
        let set: JSONObject = ["keys": .array(keys.map { .object($0.publicJWK) })]
        return String(decoding: set.encoded(), as: UTF8.self)
    }
}

extension AccessTokenValidator {
    /// Whom a token that is refused is about; `nil` if it is accepted, or cannot be read.
    func identity(refused token: String, at now: NumericDate = TokenFixtures.now) async -> TokenIdentity? {
        guard case .refused(_, let identity) = await judge(token, at: now) else { return nil }
        return identity
    }

    /// Why the token is refused; `nil` if it is accepted.
    func refusal(of token: String, at now: NumericDate = TokenFixtures.now) async -> TokenValidationError? {
        do throws(TokenValidationError) {
            _ = try await validate(token, at: now)
            return nil
        } catch {
            return error
        }
    }

    /// Whether the token would be found without being verified again.
    func remembers(_ token: String, at now: NumericDate = TokenFixtures.now) -> Bool {
        verifiedTokens?.find(TokenDigest(token), at: now) != nil
    }
}

extension JSONObject {
    /// A copy with one member set, or removed.
    func with(_ name: String, _ value: JSONValue?) -> JSONObject {
        var copy = self
        copy[name] = value
        return copy
    }
}

extension NumericDate {
    static func + (date: NumericDate, seconds: Double) -> NumericDate {
        NumericDate(secondsSinceEpoch: date.secondsSinceEpoch + seconds)
    }
}

extension DenyLine {
    /// The line that takes this one back.
    func takenBack(at now: Int64) -> DenyLine {
        DenyLine(entry, isAllowed: true).written(at: now, after: at)
    }
}

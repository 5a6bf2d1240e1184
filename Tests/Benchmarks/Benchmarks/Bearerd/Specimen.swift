import JOSE
import JWKS
import OAuth

/// A token as Auth0 writes one, and what judges it.
struct Specimen: Sendable {
    let token: String
    let remembering: AccessTokenValidator
    let forgetting: AccessTokenValidator

    // With a thumbprint, the token is bound to the client's key (RFC 9449 §6.1).
    init(boundTo thumbprint: String? = nil, decryptingWith keys: DecryptionKeySet? = nil) throws {
        let key = try SigningKey.generate(.rs256, keyID: "k1")
        let now = Int64(NumericDate.now.secondsSinceEpoch)
        var claims: JSONObject = [
            "iss": "https://example.eu.auth0.com/",
            "sub": "auth0|0123456789abcdef01234567",
            "aud": ["https://my-api.example.com", "https://example.eu.auth0.com/userinfo"],
            "iat": .integer(now),
            "exp": .integer(now + 86_400),
            "azp": "my_client_id",
            "scope": "openid profile email read:messages",
            "permissions": ["read:messages"],
        ]
        if let thumbprint { claims["cnf"] = ["jkt": .string(thumbprint)] }
        token = try key.sign(claims)
        let policy = IssuerPolicy(
            issuer: "https://example.eu.auth0.com/",
            audiences: ["https://my-api.example.com"],
            keySource: .fixed(JWKSet([try JWK(key.publicJWK)]))
        )
        let cache = JWKSCache(fetch: { _ in FetchedDocument(body: []) })
        remembering = AccessTokenValidator(policies: [policy], cache: cache)
        forgetting = AccessTokenValidator(
            policies: [policy],
            cache: cache,
            decryptionKeys: keys,
            tokenCacheEntries: 0
        )
    }
}

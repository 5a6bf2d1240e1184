import JWKS
import JOSE
import TestSupport
import Testing

@testable import OAuth

@Suite("RFC 8725, JWT best current practices: tokens")
struct RFC8725Tests {
    @Test("§3.1: the allow-list of the issuer decides, not the token", arguments: JWSAlgorithm.all)
    func allowList(algorithm: JWSAlgorithm) async throws {
        let key = try TokenFixtures.key(algorithm)
        var policy = try TokenFixtures.policy(keys: [key])
        policy.algorithms = JWSAlgorithm.all.filter { $0 != algorithm }
        let token = try TokenFixtures.token(by: key)
        #expect(try await TokenFixtures.validator([policy]).refusal(of: token)?.code == .invalidAlgorithm)
    }

    @Test(
        "§2.1, §3.1: a public key that everybody knows is no secret",
        arguments: [JWSAlgorithm.rs256, .es256, .ed25519]
    )
    func algorithmConfusion(algorithm: JWSAlgorithm) async throws {
        let key = try TokenFixtures.key(algorithm)
        var policy = try TokenFixtures.policy(keys: [key])
        policy.algorithms = JWSAlgorithm.all
        let forger = try SigningKey(jwk: [
            "kty": "oct", "alg": "HS256", "k": .string(Base64URL.encode(key.publicJWK.encoded())),
        ])
        let token = try TokenFixtures.token(header: ["kid": .string(key.keyID)], by: forger)
        #expect(try await TokenFixtures.validator([policy]).refusal(of: token)?.code == .keyNotFound)
    }

    @Test("§3.3: a token whose signature does not hold is refused as a whole")
    func everyOperation() async throws {
        let token = try TokenFixtures.token()
        let other = try TokenFixtures.token(TokenFixtures.claims.with("sub", "admin"))
        let parts = token.split(separator: ".")
        let mixed = "\(parts[0]).\(other.split(separator: ".")[1]).\(parts[2])"
        #expect(try await TokenFixtures.validator().refusal(of: mixed)?.code == .invalidSignature)
        #expect(try await TokenFixtures.validator().refusal(of: "\(parts[0]).\(parts[1]).")?.code == .invalidSignature)
    }

    @Test("§3.7: only UTF-8", arguments: [[0xE9], [0xFF, 0xFE], [0xC0, 0xAF], [0xED, 0xA0, 0x80]] as [[UInt8]])
    func encoding(bytes: [UInt8]) async throws {
        let payload = TokenFixtures.claims.encoded().dropLast() + Array(#","x":""#.utf8) + bytes + Array(#""}"#.utf8)
        let token = try TokenFixtures.key().sign(Array(payload))
        #expect(try await TokenFixtures.validator().refusal(of: token)?.code == .tokenMalformed)
    }

    @Test("§3.8: keys of one issuer never verify a token that claims another")
    func issuerAndKeys() async throws {
        let (first, second) = (try TokenFixtures.key(), try SigningKey.generate(.es256))
        let validator = try TokenFixtures.validator([
            TokenFixtures.policy("https://a.example/", keys: [first]),
            TokenFixtures.policy("https://b.example/", keys: [second]),
        ])
        for (issuer, key, isGood) in [
            ("https://a.example/", first, true), ("https://b.example/", second, true),
            ("https://a.example/", second, false),
            ("https://b.example/", first, false),
        ] {
            let claims = TokenFixtures.claims.with("iss", .string(issuer))
            // With the signer's own id, with that of the issuer's key.
            for keyID in [first.keyID, second.keyID] {
                let token = try TokenFixtures.token(claims, header: ["kid": .string(keyID)], by: key)
                let isAccepted = await validator.refusal(of: token) == nil
                #expect(isAccepted == (isGood && keyID == key.keyID), "\(issuer)")
            }
        }
    }

    @Test("§3.9: the audience is always looked at")
    func audience() async throws {
        var policy = try TokenFixtures.policy()
        policy.audiences = []
        #expect(
            try await TokenFixtures.validator([policy]).refusal(of: TokenFixtures.token())?.code == .invalidAudience
        )
    }

    @Test("§3.10: jku, x5u, jwk and x5c of a token are not looked at: no fetch, no key from a stranger")
    func receivedKeys() async throws {
        let harness = CacheHarness()
        harness.scripted.answer(CacheHarness.jwksURI, TokenFixtures.document(try TokenFixtures.key()))
        var policy = try TokenFixtures.policy()
        policy.keySource = .jwksURI(CacheHarness.jwksURI)
        let validator = AccessTokenValidator(policies: [policy], cache: harness.cache)
        #expect(try await validator.refusal(of: TokenFixtures.token()) == nil)

        let forger = try SigningKey.generate(.es256)
        let header: JSONObject = [
            "jku": "https://evil.example/jwks", "x5u": "https://evil.example/cert", "x5c": ["AAAA"],
            "jwk": .object(forger.publicJWK), "kid": .string(try TokenFixtures.key().keyID),
        ]
        let forged = try TokenFixtures.token(header: header, by: forger)
        #expect(await validator.refusal(of: forged)?.code == .invalidSignature)
        #expect(harness.scripted.count == 1)
    }

    @Test(
        "§3.11, §3.12: what is made for something else does not pass as an access token",
        arguments: [
            "dpop+jwt", "logout+jwt", "token-introspection+jwt", "secevent+jwt", "oauth-authz-req+jwt", "id+jwt",
            "id_token+jwt", "entity-statement+jwt", "application/logout+jwt", "JWE", "at",
        ]
    )
    func explicitType(type: String) async throws {
        let token = try TokenFixtures.token(header: ["typ": .string(type)])
        #expect(try await TokenFixtures.validator().refusal(of: token)?.code == .invalidClaims)
    }

    @Test("§3.12: an ID token is for its client, not for us")
    func idToken() async throws {
        let claims = TokenFixtures.claims.with("aud", "client-1").with("nonce", "n")
        #expect(try await TokenFixtures.validator().refusal(of: TokenFixtures.token(claims))?.code == .invalidAudience)
    }
}

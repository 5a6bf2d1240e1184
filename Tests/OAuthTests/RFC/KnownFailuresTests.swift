import JWKS
import JOSE
import TestSupport
import Testing

@testable import OAuth

@Suite("Where others fail: tokens")
struct KnownFailuresTests {
    private func code(_ claims: JSONObject) async throws -> TokenValidationError.Code? {
        try await TokenFixtures.validator().refusal(of: TokenFixtures.token(claims))?.code
    }

    @Test("A token without exp is not good for ever")
    func withoutEnd() async throws {
        #expect(try await code(TokenFixtures.claims.with("exp", nil)) == .invalidClaims)
        #expect(try await code(TokenFixtures.claims.with("exp", nil).with("EXP", 1_900_000_000)) == .invalidClaims)
    }

    @Test("iss is read once: another spelling of its name is neither checked nor shown")
    func twoViewsOfOneName() async throws {
        let claims = String(decoding: TokenFixtures.claims.encoded().dropFirst(), as: UTF8.self)
        for payload in [
            #"{"ISS":"https://evil.example/","# + claims, #"{"Iss":"https://evil.example/","# + claims,
            #"{"\u017F":1,"i\u017Fs":"https://evil.example/","# + claims,
        ] {
            let token = try await TokenFixtures.validator().validate(
                TokenFixtures.token(payload: payload),
                at: TokenFixtures.now
            )
            #expect(token.issuer == TokenFixtures.issuer)
            #expect(token.identity.issuer == TokenFixtures.issuer)
        }
        let evil = try TokenFixtures.token(payload: #"{"ISS":"https://issuer.example/","exp":1700003600}"#)
        #expect(try await TokenFixtures.validator().refusal(of: evil)?.code == .invalidIssuer)
        let twice = try TokenFixtures.token(payload: #"{"iss":"https://evil.example/","# + claims)
        #expect(try await TokenFixtures.validator().refusal(of: twice)?.code == .tokenMalformed)
    }

    @Test("A binding to a certificate is not ignored, and a malformed cnf is not taken for none")
    func binding() async throws {
        let hash: JSONValue = "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"
        let bound = try TokenFixtures.token(TokenFixtures.claims.with("cnf", ["x5t#S256": hash]))
        let token = try await TokenFixtures.validator().validate(bound, at: TokenFixtures.now)
        #expect(throws: TokenValidationError.self) {
            try CertificateBoundTokens.allowed.check(token.confirmation) { nil }
        }
        #expect(try await code(TokenFixtures.claims.with("cnf", ["x5t#S256": 123])) == .invalidClaims)
        #expect(try await code(TokenFixtures.claims.with("cnf", ["jkt": 123])) == .invalidClaims)
    }

    @Test("A bad signature is a bad signature, with keys from a JWK set too")
    func badSignature() async throws {
        let harness = CacheHarness()
        let key = try TokenFixtures.key()
        harness.scripted.answer(CacheHarness.jwksURI, TokenFixtures.document(key))
        var policy = try TokenFixtures.policy()
        policy.keySource = .jwksURI(CacheHarness.jwksURI)
        let validator = AccessTokenValidator(policies: [policy], cache: harness.cache)
        let forged = try TokenFixtures.token(header: ["kid": .string(key.keyID)], by: SigningKey.generate(.es256))
        #expect(await validator.refusal(of: forged)?.code == .invalidSignature)
    }

    @Test("The token does not choose the algorithm: the public key, in any of its spellings, is no HMAC secret")
    func publicKeyAsSecret() async throws {
        let key = try TokenFixtures.key(.rs256)
        var policy = try TokenFixtures.policy(keys: [key])
        policy.algorithms = [.rs256, .hs256]
        let validator = try TokenFixtures.validator([policy])
        let modulus = try #require(key.publicJWK["n"]?.stringValue)
        for secret in [key.publicJWK.encoded(), Array(modulus.utf8), try #require(Base64URL.decode(modulus))] {
            let forger = try SigningKey(jwk: ["kty": "oct", "alg": "HS256", "k": .string(Base64URL.encode(secret))])
            for header in [["kid": .string(key.keyID)], [:]] as [JSONObject] {
                let token = try TokenFixtures.token(header: header, by: forger)
                #expect(await validator.refusal(of: token)?.code == .keyNotFound)
            }
        }
    }

    @Test("Issuer and audience are checked, and a token expires at its second, remembered or not", arguments: [0, 10])
    func expiresFromMemory(entries: Int) async throws {
        let validator = try TokenFixtures.validator(remembering: entries)
        let token = try TokenFixtures.token()
        #expect(await validator.refusal(of: token) == nil)
        #expect(await validator.refusal(of: token, at: TokenFixtures.now + 3_629.999) == nil)
        #expect(await validator.refusal(of: token, at: TokenFixtures.now + 3_630.0)?.code == .tokenExpired)
        #expect(try await code(TokenFixtures.claims.with("iss", "x")) == .invalidIssuer)
        #expect(try await code(TokenFixtures.claims.with("aud", "x")) == .invalidAudience)
    }

    @Test("Keys of one issuer never verify a token of another")
    func oneIssuersKeys() async throws {
        let other = try SigningKey.generate(.es256)
        let validator = try TokenFixtures.validator([
            TokenFixtures.policy(), TokenFixtures.policy("https://other.example/", keys: [other]),
        ])
        #expect(try await validator.refusal(of: TokenFixtures.token(by: other))?.code == .keyNotFound)
    }
}

import JOSE
import ResourceServerTesting
import TestSupport
import Testing

@testable import token_issuer

@Suite struct TokenMintTests {
    private static let now: Int64 = 1_700_000_000
    private static let claims = AccessTokenClaims(
        issuer: "https://issuer.example.com/",
        clientID: "client",
        audience: "https://api.example.com",
        issuedAt: now,
        lifetime: 60
    )

    private let key: SigningKey

    init() throws {
        key = try SigningKey.generate(.es256)
    }

    @Test("a client's token has the claims of Auth0's")
    func clientToken() throws {
        let token = try verified(Self.claims)
        #expect(
            token == [
                "iss": "https://issuer.example.com/", "sub": "client@clients", "aud": "https://api.example.com",
                "iat": .integer(Self.now), "exp": .integer(Self.now + 60), "gty": "client-credentials", "azp": "client",
            ]
        )
    }

    @Test("a user's token is for userinfo as well when it has the scope openid")
    func userToken() throws {
        var claims = Self.claims
        claims.subject = "auth0|alice"
        claims.scopes = ["openid", "read:messages"]
        claims.permissions = ["read:messages"]
        let token = try verified(claims)
        #expect(token["sub"] == "auth0|alice")
        #expect(token["gty"] == nil)
        #expect(token["aud"] == ["https://api.example.com", "https://issuer.example.com/userinfo"])
        #expect(token["scope"] == "openid read:messages")
        #expect(token["permissions"] == ["read:messages"])
    }

    @Test("a claim may be left out, as other issuers do")
    func omittedClaims() throws {
        var claims = Self.claims
        claims.omitted = ["aud", "gty", "absent"]
        let token = try verified(claims)
        #expect(token.names == ["iss", "sub", "iat", "exp", "azp"])
    }

    @Test("a further claim replaces one of the same name")
    func additionalClaims() throws {
        var claims = Self.claims
        claims.additional = [(name: "aud", value: 1), (name: "org", value: ["id": 7])]
        let token = try verified(claims)
        #expect(token["aud"] == 1)
        #expect(token["org"] == ["id": 7])
    }

    @Test(
        "a defect spoils what it names, and the signature stays good",
        arguments: [
            (TokenDefect.expired, "exp", JSONValue.integer(now - 3600)), (.notYetValid, "nbf", .integer(now + 3600)),
            (.wrongAudience, "aud", "https://another-api.example.com"),
            (.wrongIssuer, "iss", "https://another-issuer.example.com/"), (.noExpiry, "exp", nil as JSONValue?),
        ] as [(TokenDefect, String, JSONValue?)]
    )
    func defect(defect: TokenDefect, claim: String, value: JSONValue?) throws {
        let good = try verified(Self.claims)
        let token = try verified(Self.claims, defect: defect)
        #expect(token[claim] == value)
        for name in good.names where name != claim && !(defect == .expired && name == "iat") {
            #expect(token[name] == good[name])
        }
    }

    @Test("a bad signature has its right length and does not verify")
    func badSignature() throws {
        let jws = try CompactJWS(TokenMint(key: key).mint(Self.claims, defect: .badSignature))
        #expect(throws: SignatureError.mismatch) { try jws.verify(with: JWK(key.publicJWK), algorithm: .es256) }
    }

    @Test("an unknown key id is the only thing wrong with its token")
    func unknownKeyID() throws {
        let jws = try CompactJWS(TokenMint(key: key).mint(Self.claims, defect: .unknownKeyID))
        #expect(jws.header.keyID == "unknown")
        #expect(throws: Never.self) { try jws.verify(with: JWK(key.publicJWK), algorithm: .es256) }
    }

    private func verified(_ claims: AccessTokenClaims, defect: TokenDefect? = nil) throws -> JSONObject {
        let jws = try CompactJWS(TokenMint(key: key).mint(claims, defect: defect))
        #expect(jws.header.type == "JWT")
        return try jws.verifiedClaims(with: JWK(key.publicJWK), algorithm: .es256)
    }
}

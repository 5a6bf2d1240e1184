import JOSE
import Testing

@testable import OAuth

@Suite struct AccessTokenTests {
    private func token(_ claims: JSONObject = TokenFixtures.claims) async throws -> AccessToken {
        try await TokenFixtures.validator().validate(TokenFixtures.token(claims), at: TokenFixtures.now)
    }

    @Test func everyRegisteredClaimIsThere() async throws {
        let token = try await token(TokenFixtures.claims.with("nbf", 1_699_999_000).with("jti", "id-1"))
        #expect(token.issuer == TokenFixtures.issuer)
        #expect(token.audiences == [TokenFixtures.audience])
        #expect(token.clientID == "client-1")
        #expect(token.expiresAt.secondsSinceEpoch == 1_700_003_600)
        #expect(token.notBefore?.secondsSinceEpoch == 1_699_999_000)
        #expect(token.issuedAt?.secondsSinceEpoch == 1_699_999_940)
        #expect(token.tokenID == "id-1")
        #expect(token.scopes == ["read:messages", "write:messages"])
        #expect(token.permissions == [])
        #expect(token.confirmation == nil)
        #expect(token.claims["scope"] == "read:messages write:messages")
        #expect(token.identity.subject == "auth0|someone")
    }

    @Test func anArrayOfScopesRefusesNothing() async throws {
        let token = try await token(TokenFixtures.claims.with("scope", ["read:messages", "a b"]))
        #expect(token.has(scope: "read:messages"))
        #expect(!token.has(scope: "a"))
    }

    @Test func aScopeIsAWordOfScopeOrAPermission() async throws {
        let token = try await token(TokenFixtures.claims.with("permissions", ["delete:messages"]))
        for scope in ["read:messages", "write:messages", "delete:messages"] { #expect(token.has(scope: scope)) }
        for scope in ["read", "read:message", "READ:messages", "", "read:messages write:messages"] {
            #expect(!token.has(scope: scope), "\(scope)")
        }
        #expect(token.has(permission: "delete:messages"))
        #expect(!token.has(permission: "read:messages"))
    }

    @Test func permissionsAreComparedByTheirCodePoints() async throws {
        let token = try await token(TokenFixtures.claims.with("permissions", ["caf\u{E9}"]))
        #expect(token.has(permission: "caf\u{E9}"))
        #expect(!token.has(permission: "cafe\u{301}"))
    }
}

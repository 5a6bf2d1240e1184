import JOSE
import Testing

@testable import OAuth

@Suite("RFC 9068, JWT profile for access tokens, where the policy asks for it")
struct RFC9068Tests {
    private static let claims = TokenFixtures.claims.with("client_id", "client-1").with("jti", "id-1")

    private func code(_ claims: JSONObject = claims, type: String? = "at+jwt") async throws
        -> TokenValidationError.Code?
    {
        var policy = try TokenFixtures.policy()
        policy.requiresATJWT = true
        let header: JSONObject = type.map { ["typ": .string($0)] } ?? [:]
        return try await TokenFixtures.validator([policy]).refusal(of: TokenFixtures.token(claims, header: header))?
            .code
    }

    @Test("§4: typ is at+jwt, in any case, with application/ or without")
    func type() async throws {
        for type in ["at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"] {
            #expect(try await code(type: type) == nil, "\(type)")
        }
        for type in ["JWT", "jwt", "at", "at+jwt ", "dpop+jwt", "at-jwt", nil] {
            #expect(try await code(type: type) == .invalidClaims, "\(type ?? "none")")
        }
    }

    @Test(
        "§2.2: iss, exp, aud, sub, client_id, iat and jti are all there",
        arguments: [
            ("iss", .invalidIssuer), ("exp", .invalidClaims), ("aud", .invalidAudience), ("sub", .invalidClaims),
            ("client_id", .invalidClaims), ("iat", .invalidClaims), ("jti", .invalidClaims),
        ] as [(String, TokenValidationError.Code)]
    )
    func requiredClaims(name: String, expected: TokenValidationError.Code) async throws {
        #expect(try await code() == nil)
        #expect(try await code(Self.claims.with(name, nil)) == expected)
        #expect(try await code(Self.claims.with(name, .null)) == expected)
    }

    @Test("§2.2: azp does not stand in for client_id")
    func clientID() async throws {
        #expect(try await code(Self.claims.with("client_id", nil).with("azp", "client-1")) == .invalidClaims)
    }

    @Test("§2.1: RS256 is supported")
    func rs256() async throws {
        let key = try TokenFixtures.key(.rs256)
        var policy = try TokenFixtures.policy(keys: [key])
        policy.requiresATJWT = true
        policy.algorithms = [.rs256]
        let token = try TokenFixtures.token(Self.claims, header: ["typ": "at+jwt"], by: key)
        #expect(try await TokenFixtures.validator([policy]).refusal(of: token) == nil)
    }

    @Test("§4: iss, aud, exp and the signature are judged as ever")
    func otherChecks() async throws {
        #expect(try await code(Self.claims.with("iss", "https://issuer.example")) == .invalidIssuer)
        #expect(try await code(Self.claims.with("aud", "x")) == .invalidAudience)
        #expect(try await code(Self.claims.with("exp", 1)) == .tokenExpired)
    }

    @Test("§2.2.3.1: roles are there for authorisation")
    func roles() async throws {
        let claims = Self.claims.with("roles", ["admin"])
        let token = try await TokenFixtures.validator().validate(TokenFixtures.token(claims), at: TokenFixtures.now)
        #expect(token.roles == ["admin"])
        #expect(AccessRequirement.role("admin").isMet(by: token))
    }

    @Test("Without the policy, the profile is not asked for")
    func optional() async throws {
        #expect(try await TokenFixtures.validator().refusal(of: TokenFixtures.token()) == nil)
    }
}

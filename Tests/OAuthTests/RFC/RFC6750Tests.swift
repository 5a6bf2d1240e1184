import JOSE
import Testing

@testable import OAuth

@Suite("RFC 6749 and RFC 6750, bearer tokens: what judging a token decides")
struct RFC6750Tests {
    private func code(_ claims: JSONObject) async throws -> TokenValidationError.Code? {
        try await TokenFixtures.validator().refusal(of: TokenFixtures.token(claims))?.code
    }

    @Test("6749 §7: a token must not have expired")
    func expired() async throws {
        #expect(try await code(TokenFixtures.claims) == nil)
        #expect(try await code(TokenFixtures.claims.with("exp", 1_699_999_000)) == .tokenExpired)
    }

    @Test("6749 §7: the scope must cover the resource")
    func coversTheResource() async throws {
        let token = try await TokenFixtures.validator().validate(TokenFixtures.token(), at: TokenFixtures.now)
        #expect(AccessRequirement.scope("read:messages").isMet(by: token))
        #expect(!AccessRequirement.scope("read:message").isMet(by: token))
        #expect(!AccessRequirement.scope("read:messages write:messages").isMet(by: token))
    }

    @Test("6749 §3.3: scope is a list of words separated by single spaces, and case matters")
    func scopeGrammar() async throws {
        for scope in [" a", "a ", "a  b", "a\tb", "a\"", "a\\", "\u{e9}"] {
            #expect(try await code(TokenFixtures.claims.with("scope", .string(scope))) == .invalidClaims, "\(scope)")
        }
        let token = try await TokenFixtures.validator().validate(TokenFixtures.token(), at: TokenFixtures.now)
        #expect(!token.has(scope: "READ:messages"))
    }

    @Test("6750 §3.1: insufficient_scope names the scope that is needed, and nothing that is no scope-token")
    func insufficientScope() async throws {
        let token = try await TokenFixtures.validator().validate(TokenFixtures.token(), at: TokenFixtures.now)
        let requirement = AccessRequirement.all([.scope("admin"), .scope("with space"), .scope("with\"quote")])
        let error = #expect(throws: TokenValidationError.self) { try requirement.check(token) }
        #expect(error?.code == .insufficientScope)
        #expect(error?.scope == "admin")
    }

    @Test("6750 §5.3: a refusal repeats nothing of the token, in its sentence or in its detail")
    func nothingOfTheToken() async throws {
        let secret = "SECRETSECRET"
        let validator = try TokenFixtures.validator()
        var tokens = [secret, "\(secret).\(secret).\(secret)"]
        for name in ["iss", "aud", "exp", "nbf", "scope", "cnf", "sub", "permissions"] {
            tokens.append(try TokenFixtures.token(TokenFixtures.claims.with(name, [.string(secret), 5])))
        }
        tokens.append(try TokenFixtures.token(header: ["typ": .string(secret)]))
        tokens.append(try TokenFixtures.token(header: ["kid": .string(secret)]))
        tokens.append(try TokenFixtures.token(header: ["alg": .string(secret)]))
        for token in tokens {
            let refusal = try #require(await validator.refusal(of: token))
            #expect(!refusal.sentence.description.contains(secret))
            #expect(refusal.detail?.contains(secret) != true)
        }
    }
}

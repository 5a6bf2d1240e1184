import JOSE
import JWKS
import OAuth
import Testing

@Suite("How and how recently the user authenticated (RFC 9470)")
struct AuthenticationRequirementTests {
    private static let now = NumericDate(secondsSinceEpoch: 1_000_000)

    private func isMet(_ requirement: AuthenticationRequirement, _ claims: JSONObject) async throws -> Bool {
        let key = try SigningKey.generate(.es256)
        let policy = IssuerPolicy(
            issuer: "https://issuer.example.com/",
            audiences: ["api"],
            algorithms: [.es256],
            keySource: .fixed(JWKSet([key.verificationKey]))
        )
        let cache = JWKSCache(fetch: { _ in throw CancellationError() })
        var all: JSONObject = ["iss": "https://issuer.example.com/", "aud": "api", "exp": 2_000_000]
        for name in claims.names { all[name] = claims[name] }
        let token = try await AccessTokenValidator(policies: [policy], cache: cache)
            .validate(key.sign(all), at: Self.now)
        return requirement.isMet(by: token, at: Self.now)
    }

    @Test("nothing is asked for by nothing")
    func nothing() async throws {
        #expect(try await isMet(AuthenticationRequirement(), [:]))
    }

    @Test("one of the contexts, exactly")
    func contexts() async throws {
        let requirement = AuthenticationRequirement(contexts: ["urn:mfa", "K"])
        #expect(try await isMet(requirement, ["acr": "urn:mfa"]))
        for claims: JSONObject in [
            [:], ["acr": "urn:MFA"], ["acr": ["urn:mfa"]], ["acr": "urn:mfa K"], ["acr": "\u{212A}"],
        ] {
            #expect(try await !isMet(requirement, claims))
        }
    }

    @Test(
        "no longer ago than allowed, half a minute aside, and not in the future",
        arguments: [(-300, true), (-330, true), (-331, false), (0, true), (30, true), (31, false)]
    )
    func age(offset: Int64, isMet: Bool) async throws {
        let requirement = AuthenticationRequirement(maxAge: .seconds(300))
        #expect(try await self.isMet(requirement, ["auth_time": .integer(1_000_000 + offset)]) == isMet)
    }

    @Test("a time that is none proves nothing")
    func noTime() async throws {
        let requirement = AuthenticationRequirement(maxAge: .seconds(300))
        for claims: JSONObject in [
            [:], ["auth_time": "1000000"], ["auth_time": nil], ["auth_time": -1], ["auth_time": [1_000_000]],
        ] {
            #expect(try await !isMet(requirement, claims))
        }
    }
}

import JOSE
import Testing

@testable import OAuth

@Suite struct CustomClaimsTests {
    private struct Tenant: CustomClaims {
        let tenant: String
        let seats: Int

        func validate() throws(ClaimRefusal) {
            if seats < 1 { throw ClaimRefusal("The tenant has no seats.") }
        }
    }

    private struct Anything: CustomClaims {}

    private func token(_ tenant: JSONValue?, _ seats: JSONValue?) async throws -> AccessToken {
        let claims = TokenFixtures.claims.with("tenant", tenant).with("seats", seats)
        return try await TokenFixtures.validator().validate(TokenFixtures.token(claims), at: TokenFixtures.now)
    }

    @Test func claimsDecode() async throws {
        let claims = try await token("t", 3).decode(Tenant.self)
        #expect(claims.tenant == "t")
        #expect(claims.seats == 3)
        _ = try await token(nil, nil).decode(Anything.self)
    }

    @Test(
        arguments: [
            (nil, 1, "no claim tenant"), ("t", nil, "no claim seats"), ("t", "1", "the claim seats is no Int"),
            (1, 1, "the claim tenant is no String"), ("t", 1.5, "the claim seats"),
        ] as [(JSONValue?, JSONValue?, String)]
    )
    func claimsThatDoNotDecodeAreRefused(tenant: JSONValue?, seats: JSONValue?, reason: String) async throws {
        let token = try await token(tenant, seats)
        let error = #expect(throws: TokenValidationError.self) { try token.decode(Tenant.self) }
        #expect(error?.code == .invalidClaims)
        #expect(error?.sentence.description == "A claim of the access token is missing or not acceptable.")
        #expect(error?.detail?.contains("the claims are not those of Tenant, \(reason)") == true)
    }

    @Test func claimsThatDoNotValidateAreRefusedWithTheirSentence() async throws {
        let token = try await token("t", 0)
        let error = #expect(throws: TokenValidationError.self) { try token.decode(Tenant.self) }
        #expect(error?.code == .invalidClaims)
        #expect(error?.sentence.description == "The tenant has no seats.")
    }

    @Test func thereIsOneViewOfTheToken() async throws {
        struct Issuer: CustomClaims {
            let iss: String
        }
        // A parser that ignores case would take the second for the first.
        let payload = String(
            decoding: TokenFixtures.claims.with("ISS", "https://evil.example/").encoded(),
            as: UTF8.self
        )
        let token = try await TokenFixtures.validator().validate(
            TokenFixtures.token(payload: payload),
            at: TokenFixtures.now
        )
        #expect(try token.decode(Issuer.self).iss == token.issuer)
    }
}

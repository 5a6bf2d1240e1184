import JOSE
import Testing

@testable import OAuth

@Suite struct TokenIdentityTests {
    private func identity(_ claims: JSONObject) -> TokenIdentity {
        TokenIdentity(claims, keyID: nil, isVerified: false)
    }

    @Test func itIsWhatTheTokenClaims() {
        let identity = identity(["iss": "i", "sub": "s", "client_id": "c", "azp": "a", "jti": "j"])
        #expect(identity.issuer == "i")
        #expect(identity.subject == "s")
        #expect(identity.clientID == "c")
        #expect(identity.tokenID == "j")
        #expect(self.identity(["azp": "a"]).clientID == "a")
    }

    @Test func whatIsNoStringIsLeftOut() {
        let identity = identity(["iss": 1, "sub": ["s"], "client_id": .null, "jti": 5])
        #expect(identity.issuer == nil)
        #expect(identity.subject == nil)
        #expect(identity.clientID == nil)
        #expect(identity.tokenID == nil)
    }
}

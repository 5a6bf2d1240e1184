import JOSE
import Testing

@testable import OAuth

@Suite struct TokenIdentityTests {
    @Test func itIsWhatTheTokenClaims() {
        let identity = TokenIdentity(["iss": "i", "sub": "s", "client_id": "c", "azp": "a"])
        #expect(identity.issuer == "i")
        #expect(identity.subject == "s")
        #expect(identity.clientID == "c")
        #expect(TokenIdentity(["azp": "a"]).clientID == "a")
    }

    @Test func whatIsNoStringIsLeftOut() {
        let identity = TokenIdentity(["iss": 1, "sub": ["s"], "client_id": .null])
        #expect(identity.issuer == nil)
        #expect(identity.subject == nil)
        #expect(identity.clientID == nil)
    }
}

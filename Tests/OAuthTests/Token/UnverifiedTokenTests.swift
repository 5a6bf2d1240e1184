import JOSE
import Testing

@testable import OAuth

@Suite struct UnverifiedTokenTests {
    @Test func headerAndClaimsAreRead() throws {
        let token = try UnverifiedToken(TokenFixtures.token())
        #expect(token.jws.header.type == "JWT")
        #expect(token.claims == TokenFixtures.claims)
    }

    @Test(arguments: ["", "a", "a.b", "a.b.c", "e30.e30.", "..", "....", "\0.\0.\0"])
    func whatIsNoJWSIsMalformed(text: String) {
        let error = #expect(throws: TokenValidationError.self) { try UnverifiedToken(text) }
        #expect(error?.code == .tokenMalformed)
    }

    @Test(arguments: ["", "[]", "null", "5", "{}x", "{\"a\":1,\"a\":2}", "{\"a\":{\"b\":1,\"b\":2}}", "{a:1}"])
    func aPayloadThatIsNoObjectIsMalformed(payload: String) throws {
        let text = try TokenFixtures.token(payload: payload)
        let error = #expect(throws: TokenValidationError.self) { try UnverifiedToken(text) }
        #expect(error?.code == .tokenMalformed)
        #expect(error?.detail?.hasPrefix("the payload is not a JSON object: ") == true)
    }

    @Test func nothingOfTheTokenStandsInTheDetail() throws {
        let text = try TokenFixtures.token(payload: "{\"secret\":")
        let error = #expect(throws: TokenValidationError.self) { try UnverifiedToken(text) }
        #expect(error?.detail?.contains("secret") == false)
    }
}

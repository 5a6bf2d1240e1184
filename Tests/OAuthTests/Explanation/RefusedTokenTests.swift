import JOSE
import Testing

@testable import OAuth

@Suite struct RefusedTokenTests {
    private func refused(
        _ text: String,
        for error: TokenValidationError = .tokenExpired,
        isVerified: Bool = false,
        withProof isProven: Bool = false,
        maxBytes: Int = 16_384
    ) -> RefusedToken {
        RefusedToken(text, maxBytes: maxBytes, refusedFor: error, isVerified: isVerified, withProof: isProven)
    }

    @Test func headerAndPayloadAreKeptAndNothingOfTheSignature() throws {
        let text = try TokenFixtures.token(TokenFixtures.claims)
        let parts = text.split(separator: ".")
        let token = refused(text)
        #expect(token.signedText == "\(parts[0]).\(parts[1]).")
        #expect(token.byteCount == text.utf8.count)
        #expect(!"\(token)".contains(parts[2].prefix(8)))
        #expect(token.hash == nil)
    }

    /// It may be a secret as a whole.
    @Test(arguments: ["opaque-secret", "a.b.c.d.e", "e30.!.secret", "e30.e30", "..secret"])
    func nothingIsKeptOfWhatIsNoSignedToken(text: String) {
        let token = refused(text, for: .tokenMalformed())
        #expect(token.signedText == nil)
        #expect(token.formError?.code == .tokenMalformed)
        #expect(!"\(token)".contains("secret"))
    }

    @Test func nothingIsKeptOfATokenThatIsTooLong() throws {
        let token = refused(try TokenFixtures.token(TokenFixtures.claims), for: .tokenTooLarge, maxBytes: 10)
        #expect(token.signedText == nil)
        #expect(token.keptBytes == 0)
    }

    @Test func whatWasFoundOfTheSignatureIsKept() throws {
        let text = try TokenFixtures.token(TokenFixtures.claims)
        #expect(refused(text, isVerified: true).signature == .verified)
        for error in [TokenValidationError.invalidSignature, .keyNotFound, .keysUnavailable()] {
            #expect(refused(text, for: error).signature == .refused(error))
        }
        #expect(refused(text, for: .invalidAlgorithm).signature == .unseen)
    }

    @Test func theHashIsThatOfTheTokenAsItWasSent() throws {
        let text = try TokenFixtures.token(TokenFixtures.claims)
        #expect(refused(text, withProof: true).hash == Base64URL.encode(SHA256.digest(of: text)))
    }
}

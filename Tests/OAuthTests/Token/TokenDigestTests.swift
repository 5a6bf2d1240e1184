import JOSE
import Testing

@testable import OAuth

@Suite struct TokenDigestTests {
    @Test func itIsTheSHA256OfTheCharacters() {
        // FIPS 180-4, the example "abc".
        let words = TokenDigest("abc").words
        #expect(words.0 == 0xBA78_16BF_8F01_CFEA)
        #expect(words.1 == 0x4141_40DE_5DAE_2223)
        #expect(words.2 == 0xB003_61A3_9617_7A9C)
        #expect(words.3 == 0xB410_FF61_F200_15AD)
    }

    @Test func oneBitAnywhereMakesAnotherDigest() throws {
        let token = Array(try TokenFixtures.token().utf8)
        let digest = TokenDigest(String(decoding: token, as: UTF8.self))
        for index in token.indices {
            var changed = token
            changed[index] ^= 1
            #expect(TokenDigest(String(decoding: changed, as: UTF8.self)) != digest)
        }
    }

    @Test func everyWordCounts() {
        let digest = TokenDigest("a")
        #expect(digest == TokenDigest("a"))
        #expect(digest.hashValue == TokenDigest("a").hashValue)
        // Equal to Unicode, of other bytes.
        #expect(TokenDigest("caf\u{E9}") != TokenDigest("cafe\u{301}"))
    }
}

import JOSE
import Testing

@Suite
struct HMACSHA256Tests {
    @Test("Test case 6 of RFC 4231")
    func vector() throws {
        let hmac = try HMACSHA256(secret: [UInt8](repeating: 0xAA, count: 131))
        let code = hmac.authenticationCode(for: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8))
        #expect(Base64URL.encode(code) == "YOQxWR7gtn8Niiaqy_W3f44LxiE3KMUUBUYEDw7jf1Q")
    }

    @Test("One key serves many messages")
    func manyMessages() throws {
        let hmac = try HMACSHA256(secret: [UInt8](repeating: 1, count: 32))
        let first = hmac.authenticationCode(for: [1])
        #expect(hmac.authenticationCode(for: [2]) != first)
        #expect(hmac.authenticationCode(for: [1]) == first)
    }

    @Test("A short secret is refused")
    func shortSecret() {
        #expect(throws: JWKError.secretTooShort) { try HMACSHA256(secret: [UInt8](repeating: 1, count: 31)) }
    }
}

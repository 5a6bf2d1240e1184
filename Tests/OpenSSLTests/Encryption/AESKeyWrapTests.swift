import OpenSSL
import Testing

@Suite("AES Key Wrap")
struct AESKeyWrapTests {
    @Test(
        "RFC 3394 §4.1 and §4.6",
        arguments: [
            (
                "000102030405060708090A0B0C0D0E0F", "00112233445566778899AABBCCDDEEFF",
                "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5"
            ),
            (
                "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
                "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F",
                "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21"
            ),
        ]
    )
    func vectors(key: String, plain: String, wrapped: String) {
        #expect(AESKeyWrap.wrap(hex(plain), with: hex(key)) == hex(wrapped))
        #expect(AESKeyWrap.unwrap(hex(wrapped), with: hex(key)) == hex(plain))
    }

    @Test("What was wrapped with another key, changed, or cut is nothing")
    func refused() throws {
        let key = hex("000102030405060708090A0B0C0D0E0F")
        let wrapped = try #require(AESKeyWrap.wrap([UInt8](repeating: 9, count: 32), with: key))
        #expect(AESKeyWrap.unwrap(wrapped.flipped(at: 0), with: key) == nil)
        #expect(AESKeyWrap.unwrap(wrapped, with: key.flipped(at: 3)) == nil)
        #expect(AESKeyWrap.unwrap(wrapped, with: key + [0]) == nil)
        for count in [0, 1, 8, 16, 23, 25, 32, 39] {
            #expect(AESKeyWrap.unwrap([UInt8](wrapped.prefix(count)), with: key) == nil)
        }
        #expect(AESKeyWrap.wrap([1, 2, 3], with: key) == nil)
    }
}

import OpenSSL
import Testing

@Suite("AES CBC")
struct AESCBCTests {
    @Test("What was encrypted is decrypted, padded to whole blocks", arguments: [0, 1, 15, 16, 17, 4_096])
    func roundTrip(count: Int) throws {
        let plaintext = RandomBytes.make(count: count)
        for keyByteCount in [16, 32] {
            let (key, vector) = (RandomBytes.make(count: keyByteCount), RandomBytes.make(count: 16))
            let ciphertext = try #require(AESCBC.encrypt(plaintext, key: key, vector: vector))
            #expect(ciphertext.count == (count / 16 + 1) * 16)
            #expect(AESCBC.decrypt(ciphertext, key: key, vector: vector) == plaintext)
        }
    }

    /// F.2.1 of NIST SP 800-38A; the second block is the padding.
    @Test("The vector of NIST")
    func vector() throws {
        let ciphertext = try #require(
            AESCBC.encrypt(
                hex("6bc1bee22e409f96e93d7e117393172a"),
                key: hex("2b7e151628aed2a6abf7158809cf4f3c"),
                vector: hex("000102030405060708090a0b0c0d0e0f")
            )
        )
        #expect(ciphertext.prefix(16).elementsEqual(hex("7649abac8119b246cee98e9b12e9197d")))
    }

    @Test("Wrong padding, half a block and other lengths give nothing")
    func refused() throws {
        let (key, vector) = ([UInt8](repeating: 1, count: 16), [UInt8](repeating: 2, count: 16))
        let ciphertext = try #require(AESCBC.encrypt([UInt8](repeating: 77, count: 16), key: key, vector: vector))
        #expect(AESCBC.decrypt([UInt8](ciphertext.prefix(16)), key: key, vector: vector) == nil)
        #expect(AESCBC.decrypt([UInt8](ciphertext.prefix(20)), key: key, vector: vector) == nil)
        #expect(AESCBC.decrypt([UInt8](), key: key, vector: vector) == nil)
        #expect(AESCBC.decrypt(ciphertext, key: key + [0], vector: vector) == nil)
        #expect(AESCBC.decrypt(ciphertext, key: key, vector: vector + [0]) == nil)
    }
}

import OpenSSL
import Testing

@Suite("AES GCM")
struct AESGCMTests {
    /// Test case 4 of McGrew and Viega, as NIST published it.
    private static let key = hex("feffe9928665731c6d6a8f9467308308")
    private static let vector = hex("cafebabefacedbaddecaf888")
    private static let data = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    private static let plaintext = hex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    private static let ciphertext = hex(
        "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
            + "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
    )
    private static let tag = hex("5bc94fbc3221a5db94fae95ae7121a47")

    private func open(
        _ ciphertext: [UInt8] = ciphertext,
        tag: [UInt8] = tag,
        key: [UInt8] = key,
        vector: [UInt8] = vector,
        data: [UInt8] = data
    ) -> [UInt8]? {
        AESGCM.open(ciphertext, tag: tag, key: key, vector: vector, authenticating: data)
    }

    @Test("The vector seals and opens")
    func vector() throws {
        let sealed = try #require(
            AESGCM.seal(Self.plaintext, key: Self.key, vector: Self.vector, authenticating: Self.data)
        )
        #expect(sealed.ciphertext == Self.ciphertext)
        #expect(sealed.tag == Self.tag)
        #expect(open() == Self.plaintext)
    }

    @Test("Of what is longer than a block and what is nothing, of 256 bits too", arguments: [0, 1, 15, 16, 17, 16_384])
    func lengths(count: Int) throws {
        let plaintext = RandomBytes.make(count: count)
        for keyByteCount in [16, 32] {
            let key = RandomBytes.make(count: keyByteCount)
            let sealed = try #require(
                AESGCM.seal(plaintext, key: key, vector: Self.vector, authenticating: [UInt8]())
            )
            #expect(sealed.ciphertext.count == count)
            #expect(open(sealed.ciphertext, tag: sealed.tag, key: key, data: []) == plaintext)
            #expect(open(sealed.ciphertext, tag: sealed.tag, key: key) == nil)
        }
    }

    @Test("Nothing comes out where one bit is another")
    func mismatch() {
        #expect(open(Self.ciphertext.flipped(at: 0)) == nil)
        #expect(open(Self.ciphertext.dropLast()) == nil)
        #expect(open(tag: Self.tag.flipped(at: 15)) == nil)
        #expect(open(vector: Self.vector.flipped(at: 3)) == nil)
        #expect(open(key: Self.key.flipped(at: 7)) == nil)
        #expect(open(data: Self.data.flipped(at: 1)) == nil)
    }

    @Test("Lengths are exact: not even the beginning of a good tag is one")
    func exactLengths() {
        for count in [0, 4, 12, 15] { #expect(open(tag: Array(Self.tag.prefix(count))) == nil) }
        #expect(open(tag: Self.tag + [0]) == nil)
        for count in [0, 11, 13, 16] { #expect(open(vector: [UInt8](repeating: 1, count: count)) == nil) }
        for count in [0, 15, 17, 24, 64] { #expect(open(key: [UInt8](repeating: 1, count: count)) == nil) }
    }
}

extension [UInt8] {
    /// With one bit changed.
    func flipped(at index: Int) -> [UInt8] {
        var copy = self
        copy[index] ^= 1
        return copy
    }

    fileprivate func dropLast() -> [UInt8] { Array(prefix(count - 1)) }
}

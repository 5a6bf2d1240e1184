import Testing

@testable import JOSE

@Suite("Algorithms that encrypt content")
struct ContentEncryptionAlgorithmTests {
    private static let plaintext = Array(
        ("A cipher system must not be required to be secret, and it must be able to fall into the hands of the enemy"
            + " without inconvenience").utf8
    )
    private static let vector: [UInt8] = [
        0x1a, 0xf3, 0x8c, 0x2d, 0xc2, 0xb9, 0x6f, 0xfd, 0xd8, 0x66, 0x94, 0x09, 0x23, 0x41, 0xbc, 0x04,
    ]
    private static let data = Array("The second principle of Auguste Kerckhoffs".utf8)

    @Test(
        "RFC 7518 appendix B.1 and B.3",
        arguments: [
            (
                ContentEncryptionAlgorithm.a128CBCHS256,
                "yA7foy3fOdXvAMC0aINCeaLkahuASfeS92v-VLkDqcmpSsm0etJlXF8Q-a73FCfi",
                "ZSw_o2sKfFsyGfqzowvBxA"
            ),
            (
                .a256CBCHS512, "Sv-qrbeMMcXaSxtZDRD_vT3Y1dMCQjUmkS2gN-y8x72CLDAd1nw3O8y1hK0-knnC",
                "TdO0wIin9FwhaDlkWyASvy5iaajFaoFtvBsmd2GVW8U"
            ),
        ]
    )
    func vectors(encryption: ContentEncryptionAlgorithm, beginning: String, tag: String) throws {
        let key = (0..<encryption.keyByteCount).map { UInt8($0) }
        let sealed = try #require(
            encryption.seal(Self.plaintext, key: key, vector: Self.vector, authenticating: Self.data)
        )
        #expect(Base64URL.encode(sealed.ciphertext.prefix(48)) == beginning)
        #expect(sealed.ciphertext.count == 144)
        #expect(Base64URL.encode(sealed.tag) == tag)
        #expect(encryption.open(sealed, key: key, authenticating: Self.data) == Self.plaintext)
    }

    @Test(
        "Each opens what it sealed, and nothing that differs in a bit",
        arguments: ContentEncryptionAlgorithm.allCases
    )
    func roundTrip(encryption: ContentEncryptionAlgorithm) throws {
        #expect(ContentEncryptionAlgorithm(named: encryption.name) == encryption)
        let key = RandomBytes.make(count: encryption.keyByteCount)
        let vector = RandomBytes.make(count: encryption.vectorByteCount)
        let sealed = try #require(encryption.seal(Self.plaintext, key: key, vector: vector, authenticating: Self.data))
        #expect(sealed.tag.count == encryption.tagByteCount)
        #expect(encryption.open(sealed, key: key, authenticating: Self.data) == Self.plaintext)

        #expect(encryption.open(sealed, key: key, authenticating: []) == nil)
        #expect(encryption.open(sealed, key: changed(key), authenticating: Self.data) == nil)
        for (changedVector, ciphertext, tag) in [
            (changed(sealed.vector), sealed.ciphertext, sealed.tag),
            (sealed.vector, changed(sealed.ciphertext), sealed.tag),
            (sealed.vector, Array(sealed.ciphertext.dropLast(16)), sealed.tag),
            (sealed.vector, [], sealed.tag),
            (sealed.vector, sealed.ciphertext, changed(sealed.tag)),
        ] {
            let other = SealedContent(vector: changedVector, ciphertext: ciphertext, tag: tag)
            #expect(encryption.open(other, key: key, authenticating: Self.data) == nil)
        }
    }

    @Test("Key, vector and tag have exactly their lengths", arguments: ContentEncryptionAlgorithm.allCases)
    func lengths(encryption: ContentEncryptionAlgorithm) throws {
        let key = RandomBytes.make(count: encryption.keyByteCount)
        let vector = RandomBytes.make(count: encryption.vectorByteCount)
        let sealed = try #require(encryption.seal([1], key: key, vector: vector, authenticating: []))
        for count in [0, 8, 12, 15, 16, 17, 24, 31, 32, 48, 64] {
            let bytes = [UInt8](repeating: 0, count: count)
            if count != encryption.keyByteCount {
                #expect(encryption.open(sealed, key: bytes, authenticating: []) == nil)
                #expect(encryption.seal([1], key: bytes, vector: vector, authenticating: []) == nil)
            }
            if count != encryption.vectorByteCount {
                #expect(encryption.seal([1], key: key, vector: bytes, authenticating: []) == nil)
            }
            guard count < encryption.tagByteCount else { continue }
            let cut = SealedContent(vector: vector, ciphertext: sealed.ciphertext, tag: Array(sealed.tag.prefix(count)))
            #expect(encryption.open(cut, key: key, authenticating: []) == nil)
        }
    }

    @Test("Others are not taken", arguments: ["A192GCM", "A192CBC-HS384", "A128CBC", "a256gcm", "", "A256GCM\u{0}"])
    func others(name: String) {
        #expect(ContentEncryptionAlgorithm(named: name) == nil)
    }

    private func changed(_ bytes: [UInt8]) -> [UInt8] {
        var copy = bytes
        copy[copy.count / 2] ^= 0x80
        return copy
    }
}

/// AES in Galois/Counter Mode (NIST SP 800-38D), with a vector of 96 bits and a tag of 128, as RFC 7518 §5.3 has it.
package enum AESGCM {
    package static let vectorByteCount = 12
    package static let tagByteCount = 16

    private static let aes128 = FetchedCipher("AES-128-GCM")
    private static let aes256 = FetchedCipher("AES-256-GCM")

    /// The plaintext; `nil` where the tag does not hold, or a length is wrong.
    package static func open(
        _ ciphertext: Span<UInt8>,
        tag: Span<UInt8>,
        key: [UInt8],
        vector: [UInt8],
        authenticating data: Span<UInt8>
    ) -> [UInt8]? {
        // libcrypto would take a part of a tag for a tag.
        guard tag.count == tagByteCount, let cipher = cipher(key),
            let context = CipherContext(cipher, .decrypting, key: key, vector: vector),
            context.expect(tag: tag), context.authenticate(data)
        else { return nil }
        return context.finish(ciphertext)
    }

    /// Ciphertext and tag; `nil` where a length is wrong.
    package static func seal(
        _ plaintext: Span<UInt8>,
        key: [UInt8],
        vector: [UInt8],
        authenticating data: Span<UInt8>
    ) -> (ciphertext: [UInt8], tag: [UInt8])? {
        guard let cipher = cipher(key),
            let context = CipherContext(cipher, .encrypting, key: key, vector: vector),
            context.authenticate(data), let ciphertext = context.finish(plaintext),
            let tag = context.tag(byteCount: tagByteCount)
        else { return nil }
        return (ciphertext, tag)
    }

    private static func cipher(_ key: [UInt8]) -> FetchedCipher? {
        switch key.count {
        case 16: aes128
        case 32: aes256
        default: nil
        }
    }
}

/// AES Key Wrap with its default initial value (RFC 3394).
package enum AESKeyWrap {
    private static let aes128 = FetchedCipher("AES-128-WRAP")
    private static let aes256 = FetchedCipher("AES-256-WRAP")

    /// The key; `nil` where it was not wrapped with this key-encryption key.
    package static func unwrap(_ wrapped: Span<UInt8>, with key: [UInt8]) -> [UInt8]? {
        // RFC 3394 §2: two blocks of 64 bits at least, and one more that holds the check.
        guard wrapped.count >= 24, wrapped.count.isMultiple(of: 8) else { return nil }
        return context(.decrypting, key)?.finish(wrapped)
    }

    /// The wrapped key; `nil` where a length is wrong.
    package static func wrap(_ plain: Span<UInt8>, with key: [UInt8]) -> [UInt8]? {
        guard plain.count >= 16, plain.count.isMultiple(of: 8) else { return nil }
        return context(.encrypting, key)?.finish(plain)
    }

    private static func context(_ direction: CipherContext.Direction, _ key: [UInt8]) -> CipherContext? {
        switch key.count {
        case 16: CipherContext(aes128, direction, key: key, vector: nil)
        case 32: CipherContext(aes256, direction, key: key, vector: nil)
        default: nil
        }
    }
}

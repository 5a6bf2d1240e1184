/// AES in Cipher Block Chaining mode (NIST SP 800-38A) with the padding of PKCS #7 (RFC 5652 §6.3). It authenticates nothing:
/// whoever decrypts has done so before.
package enum AESCBC {
    package static let vectorByteCount = 16

    private static let aes128 = FetchedCipher("AES-128-CBC")
    private static let aes256 = FetchedCipher("AES-256-CBC")

    /// The plaintext; `nil` where a length or the padding is wrong.
    package static func decrypt(_ ciphertext: Span<UInt8>, key: [UInt8], vector: [UInt8]) -> [UInt8]? {
        context(.decrypting, key, vector)?.finish(ciphertext)
    }

    /// The ciphertext; `nil` where a length is wrong.
    package static func encrypt(_ plaintext: Span<UInt8>, key: [UInt8], vector: [UInt8]) -> [UInt8]? {
        context(.encrypting, key, vector)?.finish(plaintext)
    }

    private static func context(
        _ direction: CipherContext.Direction,
        _ key: [UInt8],
        _ vector: [UInt8]
    ) -> CipherContext? {
        switch key.count {
        case 16: CipherContext(aes128, direction, key: key, vector: vector)
        case 32: CipherContext(aes256, direction, key: key, vector: vector)
        default: nil
        }
    }
}

import OpenSSL

/// AES CBC and HMAC over its ciphertext (RFC 7518 §5.2.2).
struct AESCBCHMAC {
    private let encryptionKey: [UInt8]
    private let authenticationKey: HMACKey
    private let tagByteCount: Int

    /// The first half of the key authenticates, the second encrypts; the tag is as long as half the hash.
    init?(_ key: [UInt8], _ hash: HashAlgorithm) {
        let half = key.count / 2
        guard let authenticationKey = try? HMACKey(secret: Array(key.prefix(half)), hash: hash) else { return nil }
        self.authenticationKey = authenticationKey
        encryptionKey = Array(key.suffix(half))
        tagByteCount = hash.byteCount / 2
    }

    /// The plaintext; `nil` where the tag does not hold. Nothing is decrypted before it does (RFC 7518 §5.2.2.2).
    func open(_ content: SealedContent, authenticating data: [UInt8]) -> [UInt8]? {
        let expected = tag(content.vector, content.ciphertext, data)
        guard OpenSSL.ConstantTime.areEqual(content.tag.span, expected.span) else { return nil }
        return AESCBC.decrypt(content.ciphertext.span, key: encryptionKey, vector: content.vector)
    }

    func seal(_ plaintext: [UInt8], vector: [UInt8], authenticating data: [UInt8]) -> SealedContent? {
        AESCBC.encrypt(plaintext.span, key: encryptionKey, vector: vector).map {
            SealedContent(vector: vector, ciphertext: $0, tag: tag(vector, $0, data))
        }
    }

    private func tag(_ vector: [UInt8], _ ciphertext: [UInt8], _ data: [UInt8]) -> [UInt8] {
        // Its length in bits, as 64 of them.
        let dataLength = UInt64(data.count * 8).bigEndianBytes
        let code = authenticationKey.authenticationCode(for: (data + vector + ciphertext + dataLength).span)
        return Array(code.prefix(tagByteCount))
    }
}

extension FixedWidthInteger {
    /// Most significant octet first.
    var bigEndianBytes: [UInt8] {
        stride(from: bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> $0) }
    }
}

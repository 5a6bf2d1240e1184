import OpenSSL

/// What a ``DecryptionKey`` decrypts with.
enum DecryptionMaterial: Sendable {
    /// Prepared for each algorithm that the key serves.
    case rsa([OAEPHash: OAEPDecryption])
    case agreement(Curve, PrivateKey)
    case secret([UInt8])

    /// The content encryption key; `nil` where there is none to be had. Its length is not looked at.
    func contentEncryptionKey(
        of jwe: CompactJWE,
        _ algorithm: KeyManagementAlgorithm,
        _ encryption: ContentEncryptionAlgorithm
    ) -> [UInt8]? {
        switch (self, algorithm.method) {
        case (.rsa(let keys), .oaep(let hash)):
            return keys[hash]?.decrypt(jwe.encryptedKey.span)
        case (.agreement(let curve, let key), .agreement(let wrappingKeyByteCount)):
            let header = jwe.header.parameters
            guard let agreement = KeyAgreement(header, algorithm, encryption),
                let ephemeral = KeyAgreement.ephemeralKey(header, on: curve),
                let secret = key.sharedSecret(with: ephemeral)
            else { return nil }
            let derived = agreement.derivedKey(from: secret, wrappingKeyByteCount: wrappingKeyByteCount)
            guard wrappingKeyByteCount == nil else { return AESKeyWrap.unwrap(jwe.encryptedKey.span, with: derived) }
            // RFC 7516 §5.2, step 10.
            return jwe.encryptedKey.isEmpty ? derived : nil
        case (.secret(let secret), .direct):
            return jwe.encryptedKey.isEmpty ? secret : nil
        default:
            return nil
        }
    }
}

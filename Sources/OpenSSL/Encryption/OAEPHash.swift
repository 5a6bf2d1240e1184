import COpenSSL

/// The hash of RSAES-OAEP and of its mask generation (RFC 8017 §7.1, RFC 7518 §4.3).
package enum OAEPHash: Sendable, Hashable {
    /// What RSA-OAEP has by default. Nobody's finding of collisions matters here.
    case sha1
    case sha256

    /// Sets padding and hashes on a context that is initialised to encrypt or decrypt.
    func configure(_ context: OpaquePointer) -> Bool {
        let digest = self == .sha1 ? FetchedDigest.sha1 : FetchedDigest.sha256
        return unsafe EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1
            && EVP_PKEY_CTX_set_rsa_oaep_md(context, digest.pointer) == 1
            && EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest.pointer) == 1
    }
}

extension PublicKey {
    /// Encrypts with RSAES-OAEP.
    ///
    /// - Throws: Also when the message is too long for the key.
    package func encrypted(_ message: [UInt8], hash: OAEPHash) throws(OpenSSLError) -> [UInt8] {
        let context = unsafe try OpenSSLError.unwrap(
            EVP_PKEY_CTX_new_from_pkey(nil, key, nil),
            "EVP_PKEY_CTX_new_from_pkey"
        )
        defer { unsafe EVP_PKEY_CTX_free(context) }
        unsafe try OpenSSLError.check(EVP_PKEY_encrypt_init(context), "EVP_PKEY_encrypt_init")
        guard unsafe hash.configure(context) else { throw OpenSSLError.last("EVP_PKEY_CTX_set") }
        var count = byteCount
        var ciphertext = [UInt8](repeating: 0, count: count)
        let status = unsafe EVP_PKEY_encrypt(context, &ciphertext, &count, message, message.count)
        try OpenSSLError.check(status, "EVP_PKEY_encrypt")
        return Array(ciphertext.prefix(count))
    }
}

import COpenSSL

/// An RSA key that is ready to decrypt RSAES-OAEP with one hash (RFC 8017 §7.1.2).
@safe
package final class OAEPDecryption: @unchecked Sendable {  // The context is only ever duplicated, which reads it.
    private let template: OpaquePointer
    /// Octets of the modulus.
    package let byteCount: Int

    /// The context holds a reference of its own to the key.
    package init(_ key: PrivateKey, hash: OAEPHash) throws(OpenSSLError) {
        unsafe template = try OpenSSLError.unwrap(
            EVP_PKEY_CTX_new_from_pkey(nil, key.key, nil),
            "EVP_PKEY_CTX_new_from_pkey"
        )
        byteCount = unsafe Int(EVP_PKEY_get_size(key.key))
        unsafe try OpenSSLError.check(EVP_PKEY_decrypt_init(template), "EVP_PKEY_decrypt_init")
        guard unsafe hash.configure(template) else { throw OpenSSLError.last("EVP_PKEY_CTX_set") }
    }

    deinit {
        unsafe EVP_PKEY_CTX_free(template)
    }

    /// The message; `nil` where there is none in it. Which of the checks failed, nobody is told (RFC 8017 §7.1.2, step 3g).
    package func decrypt(_ ciphertext: Span<UInt8>) -> [UInt8]? {
        guard ciphertext.count == byteCount, let context = unsafe EVP_PKEY_CTX_dup(template) else { return nil }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var count = byteCount
        var message = [UInt8](repeating: 0, count: count)
        let status = unsafe ciphertext.withUnsafeBufferPointer { ciphertext in
            unsafe EVP_PKEY_decrypt(context, &message, &count, ciphertext.baseAddress, ciphertext.count)
        }
        // Both ways leave the same behind.
        ERR_clear_error()
        return status == 1 ? Array(message.prefix(count)) : nil
    }
}

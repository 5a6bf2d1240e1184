import COpenSSL

extension PrivateKey {
    /// What this key and another one's public half have in common (NIST SP 800-56A §5.7.1.2, RFC 7748 §6.1): as long as a
    /// coordinate of the curve.
    ///
    /// - Returns: `nil` where there is nothing, such as with a point of another curve, or one of small order.
    package func sharedSecret(with peer: PublicKey) -> [UInt8]? {
        guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else { return nil }
        defer {
            unsafe EVP_PKEY_CTX_free(context)
            ERR_clear_error()
        }
        var count = peer.byteCount
        var secret = [UInt8](repeating: 0, count: count)
        // The point was checked when the public key was made; its order need not be, as these curves have cofactor 1, or
        // take care of theirs.
        guard unsafe EVP_PKEY_derive_init(context) == 1,
            unsafe EVP_PKEY_derive_set_peer_ex(context, peer.key, 0) == 1,
            unsafe EVP_PKEY_derive(context, &secret, &count) == 1, count == secret.count
        else { return nil }
        // RFC 7748 §6.1: a point of small order contributes nothing.
        return ConstantTime.areEqual(secret.span, [UInt8](repeating: 0, count: count).span) ? nil : secret
    }
}

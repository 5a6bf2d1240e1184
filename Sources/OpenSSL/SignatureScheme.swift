import COpenSSL

/// How a digest becomes a signature.
package enum SignatureScheme: Sendable, Hashable {
    /// RSASSA-PKCS1-v1_5.
    case rsaPKCS1(HashAlgorithm)
    /// RSASSA-PSS, MGF1 with the same hash, a salt as long as the hash (RFC 7518 §3.5).
    case rsaPSS(HashAlgorithm)
    /// ECDSA, the signature being R and S of equal length, one after the other (RFC 7518 §3.4).
    case ecdsa(HashAlgorithm)
    /// Ed25519 or Ed448 without context or prehash (RFC 8037 §3.1).
    case eddsa

    var isPSS: Bool {
        if case .rsaPSS = self { true } else { false }
    }

    /// Sets hash and padding on a context that is initialised to sign or verify.
    func configure(_ context: OpaquePointer) -> Bool {
        switch self {
        case .rsaPKCS1(let hash):
            unsafe EVP_PKEY_CTX_set_signature_md(context, hash.fetched.pointer) == 1
                && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
        case .rsaPSS(let hash):
            unsafe EVP_PKEY_CTX_set_signature_md(context, hash.fetched.pointer) == 1
                && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1
                && EVP_PKEY_CTX_set_rsa_mgf1_md(context, hash.fetched.pointer) == 1
                && EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1
        case .ecdsa(let hash):
            unsafe EVP_PKEY_CTX_set_signature_md(context, hash.fetched.pointer) == 1
        case .eddsa:
            // Takes the message, not a digest, and has nothing to set.
            false
        }
    }
}

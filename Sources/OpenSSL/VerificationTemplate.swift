import COpenSSL

/// A context that is ready to verify with one key under one scheme. Duplicating it costs a hundredth of an RSA
/// verification, where a new context, which looks its algorithm up by name, costs half of one.
@safe
final class VerificationTemplate: @unchecked Sendable {  // The context is only ever duplicated, which reads it.
    private let context: OpaquePointer

    /// The context holds a reference of its own to the key.
    init?(key: OpaquePointer, scheme: SignatureScheme) {
        guard let context = unsafe EVP_PKEY_CTX_new_from_pkey(nil, key, nil) else { return nil }
        unsafe self.context = context
        guard unsafe EVP_PKEY_verify_init(context) == 1, unsafe scheme.configure(context) else { return nil }
    }

    deinit {
        unsafe EVP_PKEY_CTX_free(context)
    }

    func isValid(signature: Span<UInt8>, forDigest digest: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let context = unsafe EVP_PKEY_CTX_dup(context) else { return false }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        return unsafe signature.withUnsafeBufferPointer { signature in
            unsafe EVP_PKEY_verify(
                context,
                signature.baseAddress,
                signature.count,
                digest.baseAddress,
                digest.count
            ) == 1
        }
    }
}

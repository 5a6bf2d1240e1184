import COpenSSL
import Synchronization

/// A public key that verifies signatures, encrypts or agrees on keys.
@safe
package final class PublicKey: @unchecked Sendable {  // The EVP_PKEY is only read; the rest is atomic.
    let key: OpaquePointer
    /// Octets of the modulus, of a coordinate, or of an Edwards key.
    package let byteCount: Int
    /// One for each hash, and one more for each with PSS.
    private let templates: InlineArray<6, AtomicLazyReference<VerificationTemplate>>

    init(takingOwnershipOf key: OpaquePointer, byteCount: Int) {
        unsafe self.key = key
        self.byteCount = byteCount
        templates = InlineArray { _ in AtomicLazyReference() }
    }

    deinit {
        unsafe EVP_PKEY_free(key)
    }

    /// - Parameters:
    ///   - modulus: big-endian, without leading zero octets.
    ///   - exponent: big-endian.
    /// - Throws: ``OpenSSLError``.
    package convenience init(rsaModulus modulus: [UInt8], exponent: [UInt8]) throws(OpenSSLError) {
        var parameters = try KeyParameters()
        try parameters.add(integer: modulus, as: .modulus)
        try parameters.add(integer: exponent, as: .publicExponent)
        let key = unsafe try parameters.makeKeyOwned(type: "RSA", selection: .publicKey)
        unsafe self.init(takingOwnershipOf: key, byteCount: modulus.count)
    }

    /// - Parameters:
    ///   - curve: a Weierstrass curve.
    ///   - x: big-endian, as long as the curve's field.
    ///   - y: like `x`.
    /// - Throws: also when the point is not on the curve.
    package convenience init(curve: Curve, x: [UInt8], y: [UInt8]) throws(OpenSSLError) {
        var parameters = try KeyParameters()
        try parameters.add(group: curve.groupName)
        try parameters.add(octets: [0x04] + x + y, as: .publicKey)
        let key = unsafe try parameters.makeKeyOwned(type: curve.keyType, selection: .publicKey)
        unsafe self.init(takingOwnershipOf: key, byteCount: curve.byteCount)
        try checkPoint()
    }

    /// - Parameters:
    ///   - curve: `ed25519`, `ed448` or `x25519`.
    ///   - x: the encoded point.
    /// - Throws: ``OpenSSLError``.
    package convenience init(octetKeyPair curve: Curve, x: [UInt8]) throws(OpenSSLError) {
        var parameters = try KeyParameters()
        try parameters.add(octets: x, as: .publicKey)
        let key = unsafe try parameters.makeKeyOwned(type: curve.keyType, selection: .publicKey)
        unsafe self.init(takingOwnershipOf: key, byteCount: curve.byteCount)
    }

    /// Coordinates in range, point on the curve: making the key finds a fault too, but does not promise to. The curves here
    /// have cofactor 1, so that nothing more is to be checked.
    private func checkPoint() throws(OpenSSLError) {
        let context = unsafe try OpenSSLError.unwrap(
            EVP_PKEY_CTX_new_from_pkey(nil, key, nil),
            "EVP_PKEY_CTX_new_from_pkey"
        )
        defer { unsafe EVP_PKEY_CTX_free(context) }
        unsafe try OpenSSLError.check(EVP_PKEY_public_check_quick(context), "EVP_PKEY_public_check_quick")
    }

    /// Whether the signature holds. Every failure, of libcrypto too, is `false`.
    package func isValid(
        signature: Span<UInt8>,
        for message: Span<UInt8>,
        scheme: SignatureScheme
    ) -> Bool {
        let isValid =
            switch scheme {
            case .rsaPKCS1(let hash), .rsaPSS(let hash):
                verifyDigest(of: message, hash: hash, scheme: scheme, signature: signature)
            case .ecdsa(let hash):
                if let der = ECDSASignature(raw: signature)?.derEncoded {
                    verifyDigest(of: message, hash: hash, scheme: scheme, signature: der.span)
                } else {
                    false
                }
            case .eddsa:
                verifyMessage(message, signature: signature)
            }
        if !isValid { ERR_clear_error() }
        return isValid
    }

    private func verifyDigest(
        of message: Span<UInt8>,
        hash: HashAlgorithm,
        scheme: SignatureScheme,
        signature: Span<UInt8>
    ) -> Bool {
        guard let template = template(for: scheme, hash: hash) else { return false }
        return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: hash.byteCount) { digest in
            unsafe hash.digest(of: message, into: digest)
            return unsafe template.isValid(signature: signature, forDigest: UnsafeBufferPointer(digest))
        }
    }

    /// The context for a scheme, made at its first use: making one costs half as much as an RSA verification.
    private func template(for scheme: SignatureScheme, hash: HashAlgorithm) -> VerificationTemplate? {
        let slot = scheme.isPSS ? hash.index + HashAlgorithm.allCases.count : hash.index
        if let template = templates[slot].load() { return template }
        guard let template = unsafe VerificationTemplate(key: key, scheme: scheme) else { return nil }
        return templates[slot].storeIfNil(template)
    }

    private func verifyMessage(_ message: Span<UInt8>, signature: Span<UInt8>) -> Bool {
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestVerifyInit_ex(context, nil, nil, nil, nil, key, nil) == 1 else { return false }
        return unsafe signature.withUnsafeBufferPointer { signature in
            unsafe message.withUnsafeBufferPointer { message in
                unsafe EVP_DigestVerify(
                    context,
                    signature.baseAddress,
                    signature.count,
                    message.baseAddress,
                    message.count
                ) == 1
            }
        }
    }
}

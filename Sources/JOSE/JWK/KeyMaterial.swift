import OpenSSL

/// What a JWK verifies with.
enum KeyMaterial: Sendable {
    /// A secret, prepared for every algorithm it is long enough for.
    case symmetric([JWSAlgorithm: HMACKey])
    case rsa(PublicKey)
    case elliptic(Curve, PublicKey)
    case edwards(Curve, PublicKey)

    /// The length of an RSA modulus, in whole bytes.
    var modulusBits: Int? {
        if case .rsa(let key) = self { key.byteCount * 8 } else { nil }
    }

    func fits(_ algorithm: JWSAlgorithm) -> Bool {
        switch (self, algorithm.method) {
        case (.symmetric(let keys), .hmac): keys[algorithm] != nil
        case (.rsa, .signature(.rsaPKCS1)), (.rsa, .signature(.rsaPSS)): true
        case (.elliptic(let curve, _), .signature(.ecdsa)): algorithm.curves.contains(curve)
        case (.edwards(let curve, _), .signature(.eddsa)): algorithm.curves.contains(curve)
        default: false
        }
    }

    /// Throws unless the signature holds.
    func verify(
        _ signature: Span<UInt8>,
        for message: Span<UInt8>,
        algorithm: JWSAlgorithm
    ) throws(SignatureError) {
        switch (self, algorithm.method) {
        case (.symmetric(let keys), .hmac):
            guard let key = keys[algorithm] else { throw .keyNotUsable }
            let code = key.authenticationCode(for: message)
            guard signature.count == code.count else { throw .wrongLength }
            guard OpenSSL.ConstantTime.areEqual(signature, code.span) else { throw .mismatch }
        case (.rsa(let key), .signature(let scheme)):
            // RFC 8017 §8.1.2 and §8.2.2, step 1.
            guard signature.count == key.byteCount else { throw .wrongLength }
            guard key.isValid(signature: signature, for: message, scheme: scheme) else { throw .mismatch }
        case (.elliptic(_, let key), .signature(let scheme)), (.edwards(_, let key), .signature(let scheme)):
            // RFC 7518 §3.4 and RFC 8032: two halves, each as long as the curve has it. DER is no such thing.
            guard signature.count == 2 * key.byteCount else { throw .wrongLength }
            guard key.isValid(signature: signature, for: message, scheme: scheme) else { throw .mismatch }
        default:
            throw .keyNotUsable
        }
    }
}

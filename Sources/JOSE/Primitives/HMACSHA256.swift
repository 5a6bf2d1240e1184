import OpenSSL

/// HMAC with SHA-256 (RFC 2104).
public struct HMACSHA256: Sendable {
    private let key: HMACKey

    /// - Parameter secret: at least 32 bytes.
    /// - Throws: ``JWKError/secretTooShort``.
    public init(secret: [UInt8]) throws(JWKError) {
        guard secret.count >= HashAlgorithm.sha256.byteCount, let key = try? HMACKey(secret: secret, hash: .sha256)
        else { throw .secretTooShort }
        self.key = key
    }

    /// - Returns: 32 bytes.
    public func authenticationCode(for message: [UInt8]) -> [UInt8] {
        key.authenticationCode(for: message.span)
    }
}

import OpenSSL

/// SHA-256 (FIPS 180-4).
public enum SHA256 {
    /// - Returns: 32 bytes.
    public static func digest(of message: [UInt8]) -> [UInt8] {
        HashAlgorithm.sha256.digest(of: message.span)
    }

    /// - Returns: 32 bytes.
    public static func digest(of message: Span<UInt8>) -> [UInt8] {
        HashAlgorithm.sha256.digest(of: message)
    }

    /// - Returns: 32 bytes over the text's UTF-8.
    public static func digest(of message: String) -> [UInt8] {
        digest(of: Array(message.utf8))
    }
}

import OpenSSL

/// Bytes that nobody can foretell.
public enum RandomBytes {
    /// Bytes from libcrypto's generator.
    ///
    /// - Parameter count: how many, 0 or more.
    /// - Returns: exactly so many.
    public static func make(count: Int) -> [UInt8] {
        OpenSSL.RandomBytes.make(count: count)
    }
}

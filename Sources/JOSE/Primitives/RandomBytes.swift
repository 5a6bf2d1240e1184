import OpenSSL

/// Bytes that nobody can foretell.
public enum RandomBytes {
    public static func make(count: Int) -> [UInt8] {
        OpenSSL.RandomBytes.make(count: count)
    }
}

import OpenSSL

/// Comparison of secrets.
public enum ConstantTime {
    /// Equality in a time that depends only on the lengths.
    public static func areEqual(_ first: [UInt8], _ second: [UInt8]) -> Bool {
        OpenSSL.ConstantTime.areEqual(first.span, second.span)
    }
}

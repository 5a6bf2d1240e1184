import COpenSSL

enum BigInteger {
    /// The integer, big-endian, padded with zero octets to `count`; `nil` where it is longer.
    static func bytes(of integer: OpaquePointer?, count: Int) -> [UInt8]? {
        guard let integer = unsafe integer else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        let written = unsafe BN_bn2binpad(integer, &bytes, CInt(count))
        return Int(written) == count ? bytes : nil
    }
}

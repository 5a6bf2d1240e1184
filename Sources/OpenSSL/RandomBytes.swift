import COpenSSL

package enum RandomBytes {
    /// Bytes from libcrypto's generator; never fewer, never weaker.
    package static func make(count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let status = unsafe RAND_bytes(&bytes, CInt(count))
        precondition(status == 1, "libcrypto has no random bytes to give")
        return bytes
    }
}

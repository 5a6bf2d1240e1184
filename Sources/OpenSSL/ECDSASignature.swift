import COpenSSL

/// R and S. JWS writes them at full length one after the other (RFC 7518 §3.4), libcrypto as DER.
@safe
struct ECDSASignature: ~Copyable {
    private let pointer: OpaquePointer

    /// - Parameter raw: R and S of equal length.
    init?(raw: Span<UInt8>) {
        guard raw.count.isMultiple(of: 2), let pointer = unsafe ECDSA_SIG_new() else { return nil }
        let half = raw.count / 2
        let isSet = unsafe raw.withUnsafeBufferPointer { bytes in
            let r = unsafe BN_bin2bn(bytes.baseAddress, CInt(half), nil)
            let s = unsafe BN_bin2bn(bytes.baseAddress.map { unsafe $0 + half }, CInt(half), nil)
            // From here the signature owns both, unless the call fails.
            if unsafe ECDSA_SIG_set0(pointer, r, s) == 1 { return true }
            unsafe BN_free(r)
            unsafe BN_free(s)
            return false
        }
        guard isSet else {
            unsafe ECDSA_SIG_free(pointer)
            return nil
        }
        unsafe self.pointer = pointer
    }

    init?(derEncoded der: [UInt8]) {
        let pointer = unsafe der.withUnsafeBufferPointer { bytes in
            var next = bytes.baseAddress
            return unsafe d2i_ECDSA_SIG(nil, &next, bytes.count)
        }
        guard let pointer = unsafe pointer else { return nil }
        unsafe self.pointer = pointer
    }

    deinit {
        unsafe ECDSA_SIG_free(pointer)
    }

    var derEncoded: [UInt8]? {
        let count = unsafe i2d_ECDSA_SIG(pointer, nil)
        guard count > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(count))
        let written = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            var next = buffer.baseAddress
            return unsafe i2d_ECDSA_SIG(pointer, &next)
        }
        return written == count ? bytes : nil
    }

    /// R and S, each as long as `byteCount`.
    func raw(byteCount: Int) -> [UInt8]? {
        guard let r = unsafe BigInteger.bytes(of: ECDSA_SIG_get0_r(pointer), count: byteCount),
            let s = unsafe BigInteger.bytes(of: ECDSA_SIG_get0_s(pointer), count: byteCount)
        else { return nil }
        return r + s
    }
}

import COpenSSL

/// An `EVP_CIPHER` that lives as long as the process.
@safe
struct FetchedCipher: @unchecked Sendable {  // A fetched method is never changed again.
    let pointer: OpaquePointer

    init(_ name: StaticString) {
        guard let pointer = unsafe EVP_CIPHER_fetch(nil, name.cString, nil) else {
            preconditionFailure("libcrypto has no \(name)")
        }
        unsafe self.pointer = pointer
    }

    /// Octets of a key.
    var keyByteCount: Int { unsafe Int(EVP_CIPHER_get_key_length(pointer)) }
    /// Octets of an initialization vector.
    var vectorByteCount: Int { unsafe Int(EVP_CIPHER_get_iv_length(pointer)) }
}

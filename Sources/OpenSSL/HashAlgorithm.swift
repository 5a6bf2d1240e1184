import COpenSSL

/// The hash functions of RFC 7518 §3.1.
package enum HashAlgorithm: Sendable, Hashable, CaseIterable {
    case sha256
    case sha384
    case sha512

    package var byteCount: Int {
        switch self {
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    package func digest(of message: Span<UInt8>) -> [UInt8] {
        [UInt8](capacity: byteCount) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, count in
                unsafe digest(of: message, into: buffer)
                count = byteCount
            }
        }
    }

    /// Writes `byteCount` bytes; the buffer has room for them.
    func digest(of message: Span<UInt8>, into buffer: UnsafeMutableBufferPointer<UInt8>) {
        unsafe message.withUnsafeBufferPointer { bytes in
            let status = unsafe EVP_Digest(
                bytes.baseAddress,
                bytes.count,
                buffer.baseAddress,
                nil,
                fetched.pointer,
                nil
            )
            precondition(status == 1, "libcrypto cannot compute \(self)")
        }
    }

    var index: Int {
        switch self {
        case .sha256: 0
        case .sha384: 1
        case .sha512: 2
        }
    }

    /// The provider's name.
    var name: StaticString {
        switch self {
        case .sha256: "SHA2-256"
        case .sha384: "SHA2-384"
        case .sha512: "SHA2-512"
        }
    }

    /// Fetched once: a fetch by name costs more than hashing a token.
    var fetched: FetchedDigest {
        switch self {
        case .sha256: .sha256
        case .sha384: .sha384
        case .sha512: .sha512
        }
    }
}

/// An `EVP_MD` that lives as long as the process.
@safe
struct FetchedDigest: @unchecked Sendable {  // A fetched method is never changed again.
    /// For ``OAEPHash`` only: no signature is taken with it.
    static let sha1 = FetchedDigest("SHA1")
    static let sha256 = FetchedDigest(HashAlgorithm.sha256.name)
    static let sha384 = FetchedDigest(HashAlgorithm.sha384.name)
    static let sha512 = FetchedDigest(HashAlgorithm.sha512.name)

    let pointer: OpaquePointer

    private init(_ name: StaticString) {
        guard let pointer = unsafe EVP_MD_fetch(nil, name.cString, nil) else {
            preconditionFailure("libcrypto has no \(name)")
        }
        unsafe self.pointer = pointer
    }
}

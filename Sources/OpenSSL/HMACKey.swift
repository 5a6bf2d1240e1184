import COpenSSL

/// A secret with its hash, ready to authenticate messages.
@safe
package final class HMACKey: @unchecked Sendable {  // The context is a template: only ever duplicated.
    private static let algorithm = FetchedMAC(name: "HMAC")

    private let template: OpaquePointer
    private let hash: HashAlgorithm

    package init(secret: [UInt8], hash: HashAlgorithm) throws(OpenSSLError) {
        unsafe template = try OpenSSLError.unwrap(
            EVP_MAC_CTX_new(HMACKey.algorithm.pointer),
            "EVP_MAC_CTX_new"
        )
        self.hash = hash
        let digest: StaticString = "digest"  // OSSL_MAC_PARAM_DIGEST
        let parameters = unsafe [
            // The parameter is only read, whatever its type says.
            OSSL_PARAM_construct_utf8_string(digest.cString, UnsafeMutablePointer(mutating: hash.name.cString), 0),
            OSSL_PARAM_construct_end(),
        ]
        let status = unsafe EVP_MAC_init(template, secret, secret.count, parameters)
        try OpenSSLError.check(status, "EVP_MAC_init")
    }

    deinit {
        unsafe EVP_MAC_CTX_free(template)
    }

    package func authenticationCode(for message: Span<UInt8>) -> [UInt8] {
        let context = unsafe EVP_MAC_CTX_dup(template)
        defer { unsafe EVP_MAC_CTX_free(context) }
        var code = [UInt8](repeating: 0, count: hash.byteCount)
        var count = 0
        let isComplete = unsafe message.withUnsafeBufferPointer { message in
            unsafe EVP_MAC_update(context, message.baseAddress, message.count) == 1
                && EVP_MAC_final(context, &code, &count, code.count) == 1
        }
        precondition(isComplete && count == code.count, "libcrypto cannot compute HMAC")
        return code
    }
}

/// An `EVP_MAC` that lives as long as the process.
@safe
struct FetchedMAC: @unchecked Sendable {  // A fetched method is never changed again.
    let pointer: OpaquePointer

    init(name: String) {
        guard let pointer = unsafe EVP_MAC_fetch(nil, name, nil) else {
            preconditionFailure("libcrypto has no \(name)")
        }
        unsafe self.pointer = pointer
    }
}

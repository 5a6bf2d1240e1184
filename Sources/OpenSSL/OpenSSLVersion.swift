import COpenSSL

/// Which OpenSSL it is, such as `3.0.17`.
package enum OpenSSLVersion {
    /// The library that is linked at run time.
    package static var linked: String {
        guard let text = unsafe OpenSSL_version(OPENSSL_FULL_VERSION_STRING) else { return "" }
        return unsafe String(cString: text)
    }

    /// The one whose headers this was compiled with.
    package static let built = OPENSSL_FULL_VERSION_STR
}

import CCurl

/// Which libcurl it is, such as `7.88.1`.
package enum LibcurlVersion {
    /// The library that is linked at run time.
    package static var linked: String {
        guard let info = unsafe curl_version_info(CURLVERSION_FIRST), let text = unsafe info.pointee.version else {
            return ""
        }
        return unsafe String(cString: text)
    }

    /// What it is made of in its turn: TLS, compression, HTTP/2.
    package static var parts: [String] {
        guard let text = unsafe curl_version() else { return [] }
        return unsafe String(cString: text).split(separator: " ").dropFirst().map(String.init)
    }

    /// The one whose headers this was compiled with.
    package static let built = LIBCURL_VERSION
}

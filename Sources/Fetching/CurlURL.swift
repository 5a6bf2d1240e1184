import URI

import CCurl

/// A URL that was parsed and judged by the library that also fetches it.
@safe
struct CurlURL: ~Copyable {
    let handle: OpaquePointer
    /// `nil` where the host is no name and no address.
    let origin: HTTPOrigin?
    /// As libcurl understands it, such as `127.0.0.1` for `0x7f.1`.
    let host: String

    /// `nil` unless `text` is https, or http of a loopback host or of one of `httpHosts`, without user name.
    init?(_ text: String, allowingHTTPOf httpHosts: Set<String> = []) {
        guard !text.utf8.contains(0), let handle = unsafe curl_url() else { return nil }
        guard unsafe curl_url_set(handle, CURLUPART_URL, text, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK,
            let scheme = unsafe Self.part(CURLUPART_SCHEME, of: handle),
            let host = unsafe Self.part(CURLUPART_HOST, of: handle)?.lowercased(),
            scheme == "https" || scheme == "http" && (LoopbackHost.contains(host) || httpHosts.contains(host))
        else {
            unsafe curl_url_cleanup(handle)
            return nil
        }
        unsafe self.handle = handle
        self.host = host
        let port = unsafe Self.part(CURLUPART_PORT, of: handle).map { ":\($0)" } ?? ""
        origin = HTTPOrigin(scheme: scheme, authority: host + port)
    }

    deinit {
        unsafe curl_url_cleanup(handle)
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(handle, part, &text, 0) == CURLUE_OK,
            let text = unsafe text
        else { return nil }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }
}

import CCurl

/// Fetches one small document at a time over `https`.
///
/// Certificates and host names are verified, and addresses if asked for. Redirects are not followed, nothing is taken from the environment (no
/// proxy), from `.netrc` or from cookies, and no answer makes it hold more than ``maxBytes`` and 64 KiB of headers.
/// Plain `http` is only for loopback hosts (127.0.0.0/8, `::1` and `localhost`, whatever a resolver says of it), and for
/// those that ``FetchOptions`` name.
public struct HTTPClient: Sendable {
    /// The longest body, in bytes.
    public let maxBytes: Int
    /// The longest time for a whole transfer, name resolution and connect included.
    public let timeout: Duration

    /// A client within `maxBytes` and `timeout`.
    public init(maxBytes: Int = 1_048_576, timeout: Duration) {
        self.maxBytes = maxBytes
        self.timeout = timeout
    }

    /// Fetches `url` and blocks the thread until the answer, of status 200, is complete.
    ///
    /// With `onlyPublicAddresses` no byte goes to this machine, to its neighbours or to anything else that is not of the
    /// public Internet, by whatever name or number the URL calls it: for URLs that somebody else chose. Where a proxy would
    /// connect, nobody here sees to which address, so that nothing is fetched. `traceparent` is sent as the field of that name
    /// (W3C Trace Context §3.2), if it can be one. Throws an ``HTTPClientError`` for everything
    /// that is no such answer.
    public func get(
        _ url: String,
        options: FetchOptions = FetchOptions(),
        onlyPublicAddresses: Bool,
        traceparent: String? = nil
    ) throws(HTTPClientError) -> HTTPClientResponse {
        guard let url = CurlURL(url, allowingHTTPOf: options.httpHosts) else { throw .urlNotAllowed }
        let way = FetchWay(to: url, options, traceparent: traceparent)
        guard !onlyPublicAddresses || way.proxy == nil else { throw .addressUnknown }
        let answer = ReceivedAnswer(maxBodyBytes: maxBytes)
        let transfer = try makeTransfer(options, way)
        if onlyPublicAddresses { try transfer.refusePrivateAddresses(for: answer) }
        let status: Int
        do {
            status = try transfer.perform(url, into: answer)
        } catch {
            throw answer.limitPassed ?? (way.proxy == nil ? error : transfer.proxyFailure(error))
        }
        try HTTPClientError.check(status)
        return HTTPClientResponse(
            body: answer.body,
            cacheControl: answer.cacheControl,
            isFromPublicAddress: way.isTheHosts ? try transfer.isFromPublicAddress() : nil,
            certificateExpiry: transfer.certificateExpiry()
        )
    }

    private func makeTransfer(_ options: FetchOptions, _ way: FetchWay) throws(HTTPClientError) -> CurlTransfer {
        let transfer = try CurlTransfer.make(options, way)
        try transfer.limit(to: timeout)
        try transfer.set(CURLOPT_CERTINFO, to: 1)
        return transfer
    }
}

extension CurlTransfer {
    /// A handle for transfers on one way: whatever they are, no redirect is followed, and nothing is taken from the environment.
    static func make(_ options: FetchOptions, _ way: FetchWay) throws(HTTPClientError) -> CurlTransfer {
        var transfer = try CurlTransfer()
        try transfer.set(CURLOPT_PROTOCOLS_STR, to: "https,http")
        try transfer.set(CURLOPT_FOLLOWLOCATION, to: 0)
        // Without it libcurl times name resolution with SIGALRM, which a process with threads cannot bear.
        try transfer.set(CURLOPT_NOSIGNAL, to: 1)
        try transfer.set(CURLOPT_NETRC, to: Int(CURL_NETRC_IGNORED.rawValue))
        try transfer.set(CURLOPT_RESOLVE, to: options.resolutions)
        try way.apply(to: &transfer)
        try options.trust(&transfer)
        return transfer
    }

    /// Ends the next transfer after so long, name resolution and connect included.
    func limit(to timeout: Duration) throws(HTTPClientError) {
        try set(CURLOPT_TIMEOUT_MS, to: timeout.wholeMilliseconds)
        try set(CURLOPT_CONNECTTIMEOUT_MS, to: timeout.wholeMilliseconds)
    }
}

extension FetchOptions {
    /// Says whose certificates are good.
    func trust(_ transfer: inout CurlTransfer) throws(HTTPClientError) {
        try transfer.set(CURLOPT_SSL_VERIFYPEER, to: 1)
        try transfer.set(CURLOPT_SSL_VERIFYHOST, to: 2)
        try transfer.set(CURLOPT_SSLVERSION, to: Int(CURL_SSLVERSION_TLSv1_2))
        guard let certificateAuthorities else { return }
        try transfer.set(CURLOPT_CAINFO, to: certificateAuthorities)
        // The system's directory of authorities would be trusted beside the file.
        try transfer.set(CURLOPT_CAPATH, to: nil)
    }
}

extension Duration {
    /// For libcurl, to which 0 means no limit at all: at least 1 and at most a day.
    fileprivate var wholeMilliseconds: Int {
        Int(min(max(self, .milliseconds(1)), .seconds(86_400)) / .milliseconds(1))
    }
}

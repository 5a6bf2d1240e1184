import CCurl

/// One of libcurl's handles for requests to one endpoint, one after the other. It belongs to the pool's thread.
final class PooledTransfer {
    private let options: FetchOptions
    private let headers: [RequestHeader]
    private let maxBytes: Int
    private let url: CurlURL
    private var transfer: CurlTransfer
    private var answer: ReceivedAnswer
    private var post: PendingPost?
    /// Somebody connects in our place, and may fail.
    private let isProxied: Bool

    init(_ endpoint: PostEndpoint, _ maxBytes: Int) throws(HTTPClientError) {
        guard let url = CurlURL(endpoint.url, allowingHTTPOf: endpoint.options.httpHosts) else { throw .urlNotAllowed }
        let way = FetchWay(to: url, endpoint.options)
        transfer = try CurlTransfer.make(endpoint.options, way)
        isProxied = way.proxy != nil
        answer = ReceivedAnswer(maxBodyBytes: maxBytes)
        self.url = url
        // Not the endpoint, which keeps the pool, whose end is also that of the thread.
        options = endpoint.options
        headers = endpoint.headers
        self.maxBytes = maxBytes
    }

    var identity: CurlTransfer.Identity { transfer.identity }

    /// Sends a request.
    func start(_ post: PendingPost, in multi: borrowing CurlMulti, at now: ContinuousClock.Instant)
        throws(HTTPClientError)
    {
        answer = ReceivedAnswer(maxBodyBytes: maxBytes)
        let way = FetchWay(to: url, options, headers, traceparent: post.traceparent)
        try way.applyHeaders(to: &transfer)
        try transfer.limit(to: post.deadline - now)
        // libcurl copies it, which makes the request a POST.
        try transfer.set(CURLOPT_COPYPOSTFIELDS, to: post.body)
        try transfer.prepare(url, into: answer)
        try multi.add(transfer)
        self.post = post
    }

    /// Tells who waits for the request what came of it.
    func end(_ code: CURLcode, in multi: borrowing CurlMulti) {
        multi.remove(transfer)
        finish(Result { () throws(HTTPClientError) in try outcome(code) })
    }

    /// Gives the request up.
    func cancel(_ error: HTTPClientError, in multi: borrowing CurlMulti) {
        multi.remove(transfer)
        finish(.failure(error))
    }

    private func finish(_ outcome: PendingPost.Outcome) {
        let post = post
        self.post = nil
        // What was received is not kept until the next one comes.
        answer = ReceivedAnswer(maxBodyBytes: maxBytes)
        post?.end(outcome)
    }

    private func outcome(_ code: CURLcode) throws(HTTPClientError) -> [UInt8] {
        do {
            try HTTPClientError.check(try transfer.status(code))
            return answer.body
        } catch {
            if let limit = answer.limitPassed { throw limit }
            throw isProxied ? transfer.proxyFailure(error) : error
        }
    }
}

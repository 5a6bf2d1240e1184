import Dispatch

extension HTTPClient {
    /// Fetches `url` as the method of the same name does that blocks, on a thread of its own.
    ///
    /// It is not cut short when its task is cancelled: ``timeout`` ends it.
    ///
    /// - Throws: ``HTTPClientError`` for everything that is no answer of status 200.
    public func get(
        _ url: String,
        options: FetchOptions = FetchOptions(),
        onlyPublicAddresses: Bool,
        traceparent: String? = nil
    ) async throws(HTTPClientError) -> HTTPClientResponse {
        let outcome = await withCheckedContinuation { continuation in
            Self.threads.async {
                continuation.resume(
                    returning: Result { () throws(HTTPClientError) in
                        try get(
                            url,
                            options: options,
                            onlyPublicAddresses: onlyPublicAddresses,
                            traceparent: traceparent
                        )
                    }
                )
            }
        }
        return try outcome.get()
    }

    /// One for each fetch that is under way, of which its callers make so many at a time.
    private static let threads = DispatchQueue(label: "bearerd.fetching", attributes: .concurrent)
}

import Synchronization

/// One place that forms are sent to, with a bound of its own on how many at a time.
///
/// Its connections are kept. It has an answer, or an error, for every form within the pool's timeout; what is more than may wait is
/// refused at once.
public final class PostEndpoint: Sendable {
    /// So many more than are sent at a time may wait for their turn; of those that are preferred, twice as many.
    public static let mostWaiting = 1_024

    /// What tells one endpoint from all others of the process.
    struct ID: Hashable {
        private static let last = Atomic<Int>(0)
        private let number = ID.last.add(1, ordering: .relaxed).newValue
    }

    let id = ID()
    /// Where it is.
    public let url: String
    let options: FetchOptions
    /// With `Authorization` in it.
    let headers: [RequestHeader]
    /// How many forms are sent at a time.
    public let mostAtOnce: Int
    private let pool: RequestPool
    private let unanswered = Atomic<Int>(0)

    /// A place that forms are sent to by `pool`.
    ///
    /// - Parameters:
    ///   - url: `https`, or `http` of a loopback host or of one that `options` name.
    ///   - pool: Sends them.
    ///   - options: The way to it.
    ///   - credentials: Whom the sender is there; `nil` to say nothing.
    ///   - mostAtOnce: How many are sent at a time.
    public init(
        _ url: String,
        in pool: RequestPool,
        options: FetchOptions = FetchOptions(),
        credentials: ClientCredentials? = nil,
        mostAtOnce: Int = 64
    ) {
        self.url = url
        self.pool = pool
        self.options = options
        self.mostAtOnce = max(1, mostAtOnce)
        headers = [credentials.flatMap { RequestHeader("Authorization: \($0.basic)") }].compactMap(\.self)
    }

    /// How many forms have no answer yet.
    public var waiting: Int { unanswered.load(ordering: .relaxed) }

    /// Sends a form with `POST`.
    ///
    /// It is not cut short when its task is cancelled: the pool's timeout ends it.
    /// - Parameters:
    ///   - form: Names and values (`application/x-www-form-urlencoded`).
    ///   - isPreferred: It goes ahead of those that are not.
    ///   - traceparent: The field of that name (W3C Trace Context §3.2), if it can be one.
    /// - Returns: The body of its answer, the status of which is 200.
    /// - Throws: ``HTTPClientError`` for everything that is no answer of status 200; ``HTTPClientError/busy`` for one that may not
    ///   even wait.
    public func post(
        _ form: [(name: String, value: String)],
        isPreferred: Bool = false,
        traceparent: String? = nil
    ) async throws(HTTPClientError) -> [UInt8] {
        let most = mostAtOnce + Self.mostWaiting * (isPreferred ? 2 : 1)
        defer { unanswered.subtract(1, ordering: .relaxed) }
        guard unanswered.add(1, ordering: .relaxed).newValue <= most else { throw .busy }
        let outcome = await withCheckedContinuation { continuation in
            pool.send(
                PendingPost(
                    endpoint: self,
                    body: Self.encoded(form),
                    traceparent: traceparent,
                    isPreferred: isPreferred,
                    deadline: .now + pool.timeout,
                    end: { continuation.resume(returning: $0) }
                )
            )
        }
        return try outcome.get()
    }

    private static func encoded(_ form: [(name: String, value: String)]) -> String {
        form.map { "\(FormEncoding.encode($0.name))=\(FormEncoding.encode($0.value))" }.joined(separator: "&")
    }
}

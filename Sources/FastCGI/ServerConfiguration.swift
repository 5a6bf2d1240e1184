/// The bounds of a ``Server``.
public struct ServerConfiguration: Sendable {
    /// How many worker threads serve; at least 1.
    public var workers: Int
    /// The longest wait for the next bytes of a request, or for the web server to take the next bytes of a response.
    public var ioTimeout: Duration
    /// A longer body is answered 413, in bytes.
    public var maxBodyBytes: Int
    /// How long requests in flight may go on once the server is asked to stop.
    public var shutdownGrace: Duration

    /// The bounds, each with the default of bearerd.
    public init(
        workers: Int = 2,
        ioTimeout: Duration = .seconds(15),
        maxBodyBytes: Int = 1_048_576,
        shutdownGrace: Duration = .seconds(5)
    ) {
        self.workers = workers
        self.ioTimeout = ioTimeout
        self.maxBodyBytes = maxBodyBytes
        self.shutdownGrace = shutdownGrace
    }
}

import Glibc

/// The bounds of a ``Server``.
public struct ServerConfiguration: Sendable {
    /// How many worker threads serve; less than 1 counts as 1.
    public var workers: Int
    /// The longest wait for the next bytes of a request, or for the web server to take the next bytes of a response.
    public var ioTimeout: Duration
    /// A longer body is answered 413, in bytes.
    ///
    /// A worker keeps at most 64 times as many bytes, and 4 MiB, of requests that are not answered yet. Beyond that, an
    /// unfinished request costs its connection, and a finished one is answered 503.
    public var maxBodyBytes: Int
    /// How long requests in flight may go on once the server is asked to stop.
    public var shutdownGrace: Duration
    /// Connections open at one time; further ones wait in the backlog of the socket. Each has at most one request or
    /// response under way.
    public var maxConnections: Int

    /// The bounds, each with the default of bearerd.
    public init(
        workers: Int = ServerConfiguration.processors,
        ioTimeout: Duration = .seconds(15),
        maxBodyBytes: Int = 1_048_576,
        shutdownGrace: Duration = .seconds(5),
        maxConnections: Int = 16_384
    ) {
        self.workers = workers
        self.ioTimeout = ioTimeout
        self.maxBodyBytes = maxBodyBytes
        self.shutdownGrace = shutdownGrace
        self.maxConnections = maxConnections
    }

    /// The processors that this process may use.
    public static let processors = max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1)
}

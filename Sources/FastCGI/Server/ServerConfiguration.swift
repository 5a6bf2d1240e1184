import Glibc

/// The bounds of a ``Server``.
public struct ServerConfiguration: Sendable {
    /// How many worker threads serve; less than 1 counts as 1.
    public var workers: Int
    /// The longest wait for the next bytes of a request, or for the web server to take the next bytes of a response.
    public var ioTimeout: Duration
    /// A longer body is answered 413, in bytes.
    public var maxBodyBytes: Int
    /// What requests keep at one time, all workers together, in bytes; less than one longest request needs counts as that
    /// much.
    ///
    /// Counted are requests that have not arrived whole, and those whose handlers wait, with 24 KiB for each. Where there
    /// is no room, an unfinished request is read to its end, thrown away and answered 503; a handler that begins to wait is
    /// cancelled, and its request is answered 503 unless it still has an answer of its own. A handler that does not wait
    /// needs no room, so others are answered as ever.
    public var maxKeptBytes: Int
    /// How long requests in flight may go on once the server is asked to stop. Then every connection is closed.
    public var shutdownGrace: Duration
    /// Connections open at one time; further ones wait in the backlog of the socket. Each has at most one request or
    /// response under way.
    public var maxConnections: Int

    /// The bounds, each with the default of bearerd.
    public init(
        workers: Int = ServerConfiguration.processors,
        ioTimeout: Duration = .seconds(15),
        maxBodyBytes: Int = 1_048_576,
        maxKeptBytes: Int = 67_108_864,
        shutdownGrace: Duration = .seconds(5),
        maxConnections: Int = 16_384
    ) {
        self.workers = workers
        self.ioTimeout = ioTimeout
        self.maxBodyBytes = maxBodyBytes
        self.maxKeptBytes = maxKeptBytes
        self.shutdownGrace = shutdownGrace
        self.maxConnections = maxConnections
    }

    /// How long a connection without a request stays open once the server is asked to stop: a request may be on its way.
    public static let leave = Duration.seconds(1)

    var effectiveMaxKeptBytes: Int {
        max(maxKeptBytes, RequestCost.waiting(parameters: RequestAssembler.maxParametersLength, body: maxBodyBytes))
    }

    /// The processors that this process may use.
    public static let processors = max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1)
}

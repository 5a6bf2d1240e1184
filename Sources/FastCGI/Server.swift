public import HTTP

/// A FastCGI server: accepts connections from a web server and answers its requests with a handler.
public final class Server: Sendable {
    private let configuration: ServerConfiguration
    private let handler: any Handler

    /// A server on `listener`. It accepts nothing before ``run()``.
    public init(
        listener: consuming Listener,
        configuration: ServerConfiguration = ServerConfiguration(),
        handler: any Handler,
        onEvent: @escaping @Sendable (ServerEvent) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.handler = handler
    }

    /// Serves until ``stop()``, or until the task is cancelled.
    public func run() async throws {}

    /// Accepts no more connections, lets requests in flight finish within the grace, then closes every connection.
    public func stop() {}
}

public import HTTP
public import Logging
import UnixSignals

extension Server {
    /// A server on a socket of its own, or on the one that systemd or another spawner hands over.
    ///
    /// - Parameters:
    ///   - address: Where to listen if no socket was handed over.
    ///   - socketMode: The permissions of a Unix socket's file: by default only its user's and group's, so the web server
    ///     must be a member of that group.
    ///   - configuration: The bounds.
    ///   - handler: Answers every request.
    ///   - logger: Is told what an operator may want to know, such as that a handler failed.
    /// - Throws: ``ListenError`` when it cannot listen there.
    public convenience init(
        _ address: ListenAddress,
        socketMode: UInt16 = 0o660,
        configuration: ServerConfiguration = ServerConfiguration(),
        handler: any Handler,
        logger: Logger? = nil
    ) throws(ListenError) {
        self.init(
            listener: try Self.listener(address, socketMode),
            configuration: configuration,
            handler: handler,
            onEvent: { event in if let logger { event.log(to: logger) } }
        )
    }

    private static func listener(_ address: ListenAddress, _ socketMode: UInt16) throws(ListenError) -> Listener {
        if let inherited = try Listener.inherited() { return inherited }
        return try Listener(address, socketMode: socketMode)
    }

    /// Serves until SIGTERM or SIGINT: then requests in flight finish within the grace. The service manager is told when it
    /// begins and when it stops (sd_notify(3)).
    ///
    /// - Parameter onStop: Is called when a signal has come, before the server stops.
    /// - Throws: ``ListenError`` when a thread or its epoll set cannot be had.
    public func runUntilSignalled(onStop: @escaping @Sendable () -> Void = {}) async throws {
        // Ready once signals are caught: a stop that follows at once is a graceful one, too.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint)
        let stopping = Task {
            for await _ in signals {
                ServiceManager.notify("STOPPING=1")
                onStop()
                return stop()
            }
        }
        defer { stopping.cancel() }
        ServiceManager.notify("READY=1")
        try await run()
    }
}

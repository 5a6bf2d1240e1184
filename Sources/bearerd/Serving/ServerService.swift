import FastCGI
import ServiceLifecycle

/// The FastCGI server as a service: stops gracefully when the process is asked to.
struct ServerService: Service {
    let server: Server
    let onStart: @Sendable () -> Void
    let onStop: @Sendable () -> Void

    func run() async throws {
        onStart()
        try await withGracefulShutdownHandler {
            try await server.run()
        } onGracefulShutdown: {
            onStop()
            server.stop()
        }
    }
}

import FastCGI
import HTTP
import Testing

/// Runs `body` beside a FastCGI application of ours, at the Unix socket in the file `socket`.
func withFastCGIApplication(
    socket: String,
    _ handler: any Handler,
    _ body: () async throws -> Void
) async throws {
    let address = try #require(ListenAddress("unix:\(socket)"))
    let server = Server(
        listener: try Listener(address, socketMode: 0o600),
        configuration: ServerConfiguration(workers: 1),
        handler: handler
    )
    async let running: Void = server.run()
    do { try await body() } catch {
        server.stop()
        throw error
    }
    server.stop()
    try await running
}

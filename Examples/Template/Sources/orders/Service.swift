import FastCGI
import FoundationEssentials
import Logging
import ResourceServer

/// Serves the API to nginx until SIGTERM.
@main
struct Service: FastCGIProgram {
    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        // Whose tokens count is never a default.
        guard let issuer = environment["ISSUER"], let audience = environment["AUDIENCE"] else {
            throw StartError(description: "expected ISSUER and AUDIENCE in the environment, as tokens carry them")
        }
        let logger = Logger(label: "orders")
        let api = try ResourceServer(issuer: issuer, audience: audience, logger: logger)
        // Where systemd hands over a socket, that one counts.
        let socket = environment["SOCKET"] ?? "/run/orders/orders.sock"
        try await Server(.unix(socket), handler: Routes.router(api), logger: logger).runUntilSignalled()
    }
}

struct StartError: Error, CustomStringConvertible {
    let description: String
}

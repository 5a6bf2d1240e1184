import Glibc
import HTTP
import HTTPTypes
import Synchronization

@testable import FastCGI

/// A server on an address of its own, for the length of one test.
struct TestServer: Sendable {
    let server: Server
    let address: ListenAddress
    let events: EventRecorder

    enum Kind: CaseIterable {
        case unix, ipv4, ipv6

        var address: ListenAddress {
            switch self {
            case .unix: .unix(TemporaryPath.make())
            case .ipv4: .tcp(host: "127.0.0.1", port: 0)
            case .ipv6: .tcp(host: "::1", port: 0)
            }
        }
    }

    /// Starts a server, has `body` talk to it, and stops it.
    static func run(
        _ handler: any Handler = TestRoutes.handler,
        on kind: Kind = .unix,
        _ configuration: ServerConfiguration = ServerConfiguration(workers: 1, shutdownGrace: .seconds(30)),
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await TestServer(handler, on: kind, configuration).run(body)
    }

    /// Starts it, has `body` talk to it, and stops it.
    func run(_ body: @Sendable (TestServer) async throws -> Void) async throws {
        async let run: Void = server.run()
        do {
            try await body(self)
        } catch {
            server.stop()
            try await run
            throw error
        }
        server.stop()
        try await run
    }

    init(_ handler: any Handler, on kind: Kind = .unix, _ configuration: ServerConfiguration) throws {
        let listener = try Listener(kind.address)
        address = listener.address
        let events = EventRecorder()
        self.events = events
        server = Server(listener: listener, configuration: configuration, handler: handler) { events.add($0) }
    }

    func connect() throws -> Peer {
        try Peer(address)
    }

    /// The response to one request on a connection of its own.
    func exchange(_ request: FastCGIRequest) throws -> FastCGIResponse? {
        try connect().exchange(request)
    }
}

/// What a server told its owner.
final class EventRecorder: Sendable {
    private let events = Mutex<[ServerEvent]>([])

    var all: [ServerEvent] { events.withLock { $0 } }

    /// The reasons of all violations.
    var violations: [String] {
        all.compactMap { if case .protocolViolation(let reason) = $0 { reason } else { nil } }
    }

    /// Method, target and status of all requests that no handler has seen.
    var refusals: [String] {
        all.compactMap { event in
            guard case .refused(let request, let response) = event else { return nil }
            return "\(request.method.rawValue) \(request.target) \(response.status.code)"
        }
    }

    func add(_ event: ServerEvent) {
        events.withLock { $0.append(event) }
    }
}

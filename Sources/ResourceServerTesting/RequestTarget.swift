import Dispatch
public import FastCGI
public import HTTP
import HTTPTypes

/// What a test sends requests to: the same requests in memory and live.
public protocol RequestTarget: Sendable {
    /// The answer.
    ///
    /// - Throws: What keeps it from coming.
    func send(_ request: Request) async throws -> Response
}

/// A handler in memory: no socket, no network, no web server. It answers as a server would.
public struct InMemoryTarget: RequestTarget {
    private let handler: any Handler
    private let maxBodyBytes: Int

    /// A target that is this handler.
    ///
    /// - Parameters:
    ///   - handler: What answers.
    ///   - configuration: That of the server, of which only `maxBodyBytes` counts here.
    public init(_ handler: any Handler, configuration: ServerConfiguration = ServerConfiguration()) {
        self.handler = handler
        maxBodyBytes = configuration.maxBodyBytes
    }

    /// The handler's answer, 413 for a body that is longer than the server takes, or 500 for an error that is no answer.
    public func send(_ request: Request) async -> Response {
        guard request.body.count <= maxBodyBytes else { return .contentTooLarge }
        var response: Response
        do { response = try await handler.respond(to: request) } catch {
            response = (error as? any AnsweringError)?.response ?? .internalServerError
        }
        if request.method == .head { response.body = [] }
        return response
    }
}

/// A program at its FastCGI socket, asked as a web server asks it.
public struct SocketTarget: RequestTarget {
    private let client: FastCGIClient
    private let metaVariables: [String: String]

    /// The program that listens there.
    ///
    /// - Parameters:
    ///   - address: Where it listens.
    ///   - metaVariables: What the web server says besides (RFC 3875 §4.1), such as `REQUEST_SCHEME` and `HTTP_HOST`.
    public init(_ address: ListenAddress, metaVariables: [String: String] = [:]) {
        client = FastCGIClient(address)
        self.metaVariables = metaVariables
    }

    /// The program's answer.
    ///
    /// - Throws: `FastCGIClientError`.
    public func send(_ request: Request) async throws(FastCGIClientError) -> Response {
        let outcome = await withCheckedContinuation { continuation in
            DispatchQueue(label: "target").async {
                continuation.resume(
                    returning: Result { () throws(FastCGIClientError) in
                        try client.send(request, metaVariables: metaVariables)
                    }
                )
            }
        }
        return try outcome.get()
    }
}

extension SocketTarget {
    /// Runs a handler at a socket in `/tmp` while `body` sends requests to it.
    ///
    /// - Returns: What `body` returns.
    /// - Throws: `ListenError`, or what `body` throws.
    public static func serving<Value: Sendable>(
        _ handler: any Handler,
        configuration: ServerConfiguration = ServerConfiguration(workers: 1),
        metaVariables: [String: String] = [:],
        _ body: @Sendable (SocketTarget) async throws -> Value
    ) async throws -> Value {
        let address = ListenAddress.unix("/tmp/resource-server-\(UInt64.random(in: 0...UInt64.max))")
        let server = Server(
            listener: try Listener(address, socketMode: 0o600),
            configuration: configuration,
            handler: handler
        )
        async let run: Void = server.run()
        let result: Result<Value, any Error>
        do { result = .success(try await body(SocketTarget(address, metaVariables: metaVariables))) } catch {
            result = .failure(error)
        }
        server.stop()
        try await run
        return try result.get()
    }
}

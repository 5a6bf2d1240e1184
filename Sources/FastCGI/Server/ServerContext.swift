import HTTP

/// What all workers of a server share.
struct ServerContext: Sendable {
    let configuration: ServerConfiguration
    let listener: Int32
    let isTCP: Bool
    /// The listener is somebody else's who goes on listening.
    let isInherited: Bool
    let handler: any Handler
    let budget: MemoryBudget
    let report: @Sendable (ServerEvent) -> Void

    /// What the handler answers, or 500 where it throws.
    func response(to request: Request) async -> Response {
        do {
            return try await handler.respond(to: request)
        } catch {
            // Its peer has left, the server is about to, or there was no room to wait in.
            guard !Task.isCancelled else { return .serviceUnavailable }
            report(.handlerFailed(error))
            return .internalServerError
        }
    }
}

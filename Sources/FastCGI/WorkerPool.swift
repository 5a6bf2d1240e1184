import HTTP

/// What all workers of a server share.
struct WorkerPool: Sendable {
    let listener: Int32
    let isTCP: Bool
    let handler: any Handler
    let onEvent: @Sendable (ServerEvent) -> Void
}

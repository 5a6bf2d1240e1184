/// What all workers of a server share.
struct ServerContext: Sendable {
    let configuration: ServerConfiguration
    let listener: Int32
    let isTCP: Bool
    /// The listener is somebody else's who goes on listening.
    let isInherited: Bool
    let budget: MemoryBudget
    let report: @Sendable (ServerEvent) -> Void
}

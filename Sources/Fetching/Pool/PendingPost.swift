/// A request that waits for its turn, and then for its answer.
struct PendingPost: Sendable {
    typealias Outcome = Result<[UInt8], HTTPClientError>

    let endpoint: PostEndpoint
    /// The form, as it is sent.
    let body: String
    let traceparent: String?
    /// It goes ahead of those that are not.
    let isPreferred: Bool
    /// When it has waited long enough, its turn included.
    let deadline: ContinuousClock.Instant
    let end: @Sendable (Outcome) -> Void
}

/// Fetches the document at `url`, blocking the thread, within limits of its own on time and size.
///
/// It runs on a queue of the cache's. What it throws is logged by its description and counts as a failed fetch.
public typealias DocumentFetch = @Sendable (_ url: String) throws -> FetchedDocument

/// What a fetch brought.
public struct FetchedDocument: Sendable, Hashable {
    /// The whole body of an answer of status 200.
    public var body: [UInt8]
    /// How long the answer may be kept (`Cache-Control: max-age`, zero for `no-store`); `nil` if it does not say.
    public var maxAge: Duration?

    /// A document that consists of `body` and may be kept for `maxAge`.
    public init(body: [UInt8], maxAge: Duration? = nil) {
        self.body = body
        self.maxAge = maxAge
    }
}

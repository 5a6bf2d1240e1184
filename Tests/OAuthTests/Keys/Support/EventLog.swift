import Synchronization

@testable import OAuth

/// Keeps the events of a cache, and lets a test wait for one.
final class EventLog: Sendable {
    private let recorded = Mutex<[JWKSEvent]>([])
    private let stream: AsyncStream<JWKSEvent>
    private let continuation: AsyncStream<JWKSEvent>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    var events: [JWKSEvent] { recorded.withLock(\.self) }
    var kinds: [JWKSEvent.Kind] { events.map(\.kind) }

    func record(_ event: JWKSEvent) {
        recorded.withLock { $0.append(event) }
        continuation.yield(event)
    }

    /// Waits for the next event, among those that were not waited for, that is like this.
    @discardableResult
    func next(where isWanted: (JWKSEvent) -> Bool) async -> JWKSEvent? {
        for await event in stream where isWanted(event) { return event }
        return nil
    }

    func nextFetched(issuer: String? = nil) async {
        await next {
            if case .fetched = $0.kind { issuer == nil || $0.issuer == issuer } else { false }
        }
    }

    func nextFailure() async {
        await next { if case .fetchFailed = $0.kind { true } else { false } }
    }
}

import Synchronization

@testable package import JWKS

/// Keeps the events of a cache, and lets a test wait for one.
package final class EventLog: Sendable {
    private let recorded = Mutex<[JWKSEvent]>([])
    private let stream: AsyncStream<JWKSEvent>
    private let continuation: AsyncStream<JWKSEvent>.Continuation

    package init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    package var events: [JWKSEvent] { recorded.withLock(\.self) }
    package var kinds: [JWKSEvent.Kind] { events.map(\.kind) }

    package func record(_ event: JWKSEvent) {
        recorded.withLock { $0.append(event) }
        continuation.yield(event)
    }

    /// Waits for the next event, among those that were not waited for, that is like this.
    @discardableResult
    package func next(where isWanted: (JWKSEvent) -> Bool) async -> JWKSEvent? {
        for await event in stream where isWanted(event) { return event }
        return nil
    }

    package func nextFetched(issuer: String? = nil) async {
        await next {
            if case .fetched = $0.kind { issuer == nil || $0.issuer == issuer } else { false }
        }
    }

    package func nextFailure() async {
        await next { if case .fetchFailed = $0.kind { true } else { false } }
    }
}

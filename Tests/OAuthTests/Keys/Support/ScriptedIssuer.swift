import Dispatch
import Synchronization

@testable import OAuth

/// Answers fetches as a test says, and counts them.
final class ScriptedIssuer: Sendable {
    struct Failure: Error, CustomStringConvertible {
        var description = "connection refused"
    }

    private struct State {
        var answers: [String: Result<FetchedDocument, Failure>] = [:]
        var gates: [String: DispatchSemaphore] = [:]
        var counts: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// Fetches of `url`, or of all.
    func count(of url: String) -> Int { state.withLock { $0.counts[url] ?? 0 } }
    var count: Int { state.withLock { $0.counts.values.reduce(0, +) } }

    func answer(_ url: String, _ body: String, maxAge: Duration? = nil) {
        state.withLock { $0.answers[url] = .success(FetchedDocument(body: Array(body.utf8), maxAge: maxAge)) }
    }

    func fail(_ url: String) {
        state.withLock { $0.answers[url] = .failure(Failure()) }
    }

    /// Makes fetches of `url` hang until the semaphore is signalled, once for each.
    func hold(_ url: String) -> DispatchSemaphore {
        let gate = DispatchSemaphore(value: 0)
        state.withLock { $0.gates[url] = gate }
        return gate
    }

    func fetch(_ request: DocumentRequest) throws -> FetchedDocument {
        let url = request.url
        let (gate, answer) = state.withLock { state in
            state.counts[url, default: 0] += 1
            return (state.gates[url], state.answers[url])
        }
        gate?.wait()
        return try (answer ?? .failure(Failure(description: "404"))).get()
    }
}

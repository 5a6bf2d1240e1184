package import Dispatch
import Synchronization

@testable package import JWKS

/// Answers fetches as a test says, and counts them.
package final class ScriptedIssuer: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package var description = "connection refused"
    }

    private struct State {
        var answers: [String: Result<FetchedDocument, any Error>] = [:]
        var gates: [String: DispatchSemaphore] = [:]
        var counts: [String: Int] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Fetches of `url`, or of all.
    package func count(of url: String) -> Int { state.withLock { $0.counts[url] ?? 0 } }
    package var count: Int { state.withLock { $0.counts.values.reduce(0, +) } }

    package func answer(_ url: String, _ body: String, maxAge: Duration? = nil) {
        state.withLock { $0.answers[url] = .success(FetchedDocument(body: Array(body.utf8), maxAge: maxAge)) }
    }

    package func fail(_ url: String) {
        state.withLock { $0.answers[url] = .failure(Failure()) }
    }

    /// Has nothing at `url`.
    package func lack(_ url: String) {
        state.withLock { $0.answers[url] = .failure(DocumentAbsent("404")) }
    }

    /// Whether a test has said what is at `url`.
    package func hasAnswer(_ url: String) -> Bool { state.withLock { $0.answers[url] != nil } }

    /// Makes fetches of `url` hang until the semaphore is signalled, once for each.
    package func hold(_ url: String) -> DispatchSemaphore {
        let gate = DispatchSemaphore(value: 0)
        state.withLock { $0.gates[url] = gate }
        return gate
    }

    package func fetch(_ request: DocumentRequest) async throws -> FetchedDocument {
        let url = request.url
        let (gate, answer) = state.withLock { state in
            state.counts[url, default: 0] += 1
            return (state.gates[url], state.answers[url])
        }
        if let gate { await Self.wait(for: gate) }
        return try (answer ?? .failure(Failure(description: "404"))).get()
    }

    private static func wait(for gate: DispatchSemaphore) async {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "gate").async {
                gate.wait()
                continuation.resume()
            }
        }
    }
}

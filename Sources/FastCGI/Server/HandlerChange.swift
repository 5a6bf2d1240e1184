import HTTP
import Synchronization

/// Another handler on its way to the workers.
final class HandlerChange: Sendable {
    let handler: any Handler
    private let state: Mutex<State>

    private struct State {
        var missing: Int
        var whenTaken: CheckedContinuation<Void, Never>?
    }

    /// A change that so many workers have to take.
    init(to handler: any Handler, takers: Int) {
        self.handler = handler
        state = Mutex(State(missing: takers))
    }

    /// One more worker answers with the new handler, or has left.
    func take() {
        let continuation = state.withLock { state in
            state.missing -= 1
            return state.missing == 0 ? state.whenTaken.take() : nil
        }
        continuation?.resume()
    }

    /// Returns when all have.
    func wait() async {
        await withCheckedContinuation { continuation in
            let isTaken = state.withLock { state in
                if state.missing > 0 { state.whenTaken = continuation }
                return state.missing <= 0
            }
            if isTaken { continuation.resume() }
        }
    }
}

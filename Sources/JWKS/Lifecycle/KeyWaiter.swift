import Synchronization

/// A request that waits for keys.
///
/// It is answered once, by whichever comes first: the fetch, the end of its patience, or its cancellation.
final class KeyWaiter: Sendable {
    typealias Answer = Result<KeySnapshot, KeysUnavailable>

    private enum State {
        case new
        case waiting(CheckedContinuation<Answer, Never>)
        case answeredEarly(Answer)
        case answered
    }

    /// The key it looks for, if its token names one.
    let keyID: String?
    /// How long it is ready to wait.
    let deadline: KeyClock.Instant
    /// The trace of the request, for a fetch that it causes.
    let traceparent: String?
    private let state = Mutex(State.new)

    init(keyID: String?, deadline: KeyClock.Instant, traceparent: String? = nil) {
        self.keyID = keyID
        self.deadline = deadline
        self.traceparent = traceparent
    }

    func wait(_ continuation: CheckedContinuation<Answer, Never>) {
        let early: Answer? = state.withLock { state in
            if case .answeredEarly(let answer) = state {
                state = .answered
                return answer
            }
            state = .waiting(continuation)
            return nil
        }
        if let early { continuation.resume(returning: early) }
    }

    func answer(_ answer: Answer) {
        let continuation: CheckedContinuation<Answer, Never>? = state.withLock { state in
            switch state {
            case .new:
                state = .answeredEarly(answer)
                return nil
            case .waiting(let continuation):
                state = .answered
                return continuation
            case .answeredEarly, .answered:
                return nil
            }
        }
        continuation?.resume(returning: answer)
    }
}

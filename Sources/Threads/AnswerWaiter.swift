import Synchronization

/// Somebody who is suspended until there is an answer.
///
/// It is answered once, by whichever comes first: who was asked, the end of its patience, or its cancellation.
package final class AnswerWaiter<Answer: Sendable>: Sendable {
    private enum State {
        case new
        case waiting(CheckedContinuation<Answer, Never>)
        case answeredEarly(Answer)
        case answered
    }

    private let state = Mutex(State.new)

    /// One that nobody has answered.
    package init() {}

    /// Has the continuation resumed with the answer, which may be there already.
    package func wait(_ continuation: CheckedContinuation<Answer, Never>) {
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

    /// The first answer counts.
    package func answer(_ answer: Answer) {
        let continuation: CheckedContinuation<Answer, Never>? = state.withLock { state in
            switch state {
            case .new:
                state = .answeredEarly(answer)
                return nil
            case .waiting(let continuation):
                state = .answered
                return continuation
            case .answeredEarly, .answered: return nil
            }
        }
        continuation?.resume(returning: answer)
    }
}

import Synchronization

/// A request that waits for what its issuer says about a token.
///
/// It is answered once, by whichever comes first: the issuer, or its cancellation.
final class AnswerWaiter: Sendable {
    typealias Answer = Result<IntrospectionAnswer, TokenValidationError>

    private enum State {
        case new
        case waiting(CheckedContinuation<Answer, Never>)
        case answeredEarly(Answer)
        case answered
    }

    private let state = Mutex(State.new)

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
            case .answeredEarly, .answered: return nil
            }
        }
        continuation?.resume(returning: answer)
    }
}

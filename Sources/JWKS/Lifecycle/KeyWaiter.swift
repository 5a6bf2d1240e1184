import Threads

/// A request that waits for keys.
///
/// It is answered once, by whichever comes first: the fetch, the end of its patience, or its cancellation.
final class KeyWaiter: Sendable {
    typealias Answer = Result<KeySnapshot, KeysUnavailable>

    /// The key it looks for, if its token names one.
    let keyID: String?
    /// How long it is ready to wait.
    let deadline: KeyClock.Instant
    /// The trace of the request, for a fetch that it causes.
    let traceparent: String?
    private let waiter = AnswerWaiter<Answer>()

    init(keyID: String?, deadline: KeyClock.Instant, traceparent: String? = nil) {
        self.keyID = keyID
        self.deadline = deadline
        self.traceparent = traceparent
    }

    func wait(_ continuation: CheckedContinuation<Answer, Never>) {
        waiter.wait(continuation)
    }

    func answer(_ answer: Answer) {
        waiter.answer(answer)
    }
}

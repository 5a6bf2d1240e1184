import OAuth
import Synchronization
import Text

/// Counts what issuers said about tokens, and how long they took.
final class IntrospectionCounts: Sendable {
    /// What becomes of a question.
    enum Outcome: String, CaseIterable, Sendable {
        case active
        case inactive
        /// There was no answer, or none that can be read.
        case failed
        /// It was not sent, as too many waited.
        case busy
    }

    private struct State {
        var issuers: [ExactText: [Outcome: UInt64]] = [:]
        var durations: [Outcome: DurationHistogram] = [:]
    }

    private let state = Mutex(State())

    /// Counts a question that has come to its end, if the event is one.
    func count(_ event: IntrospectionEvent) {
        guard let (outcome, duration) = Outcome.of(event.kind) else { return }
        state.withLock { state in
            state.issuers[ExactText(event.issuer), default: [:]][outcome, default: 0] += 1
            if outcome != .busy { state.durations[outcome, default: DurationHistogram()].add(duration) }
        }
    }

    /// How many questions to an issuer came to this end.
    func questions(to issuer: String, _ outcome: Outcome) -> UInt64 {
        state.withLock { $0.issuers[ExactText(issuer)]?[outcome] } ?? 0
    }

    /// How long those took that came to this end.
    func durations(_ outcome: Outcome) -> DurationHistogram {
        state.withLock { $0.durations[outcome] } ?? DurationHistogram()
    }
}

extension IntrospectionCounts.Outcome {
    fileprivate static func of(_ kind: IntrospectionEvent.Kind) -> (Self, Duration)? {
        switch kind {
        case .answered(let isActive, let duration): (isActive ? .active : .inactive, duration)
        case .failed(.busy, let duration): (.busy, duration)
        case .failed(_, let duration): (.failed, duration)
        case .stopped, .resumed: nil
        }
    }
}

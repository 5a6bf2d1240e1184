import JWKS
import Synchronization
import Threads

/// Asks one issuer about tokens: about one at a time once, not about one that it has just called inactive, and not at all while it
/// does not answer.
final class IssuerIntrospection: Sendable {
    typealias Waiter = AnswerWaiter<Result<IntrospectionAnswer, TokenValidationError>>

    private struct State {
        /// Who waits for what is asked at the moment.
        var questions: [TokenDigest: [Waiter]] = [:]
        var refused = RefusedAnswers()
        var breaker = CircuitBreaker()
    }

    let issuer: String
    /// The longest time that an answer is believed.
    var cacheTTL: Duration { introspection.cacheTTL }
    private let introspection: TokenIntrospection
    private let state = Mutex(State())

    init(issuer: String, _ introspection: TokenIntrospection) {
        self.issuer = issuer
        self.introspection = introspection
    }

    var status: IntrospectionStatus {
        state.withLock { state in
            IntrospectionStatus(
                issuer: issuer,
                questions: state.questions.count,
                refused: state.refused.count,
                isAsked: state.breaker.isClosed
            )
        }
    }

    /// What can be said without asking; `nil` if it must be asked.
    ///
    /// - Throws: ``TokenValidationError/introspectionFailed(detail:retryAfter:)`` while it is not asked.
    func answerAtOnce(about digest: TokenDigest, at now: NumericDate) throws(TokenValidationError)
        -> IntrospectionAnswer?
    {
        let instant = introspection.now()
        let (isRefused, pause) = state.withLock { state in
            (state.refused.contains(digest, at: instant), state.breaker.pause(at: instant))
        }
        if isRefused { return .inactive(at: now) }
        if let pause { throw Self.notAsked(for: pause) }
        return nil
    }

    /// Asks about a token, and suspends meanwhile.
    ///
    /// - Parameters:
    ///   - text: The token as the client sent it.
    ///   - digest: Its own.
    ///   - isKnown: It was good before.
    ///   - now: The time that it is judged by.
    /// - Returns: What the issuer says.
    /// - Throws: ``TokenValidationError/introspectionFailed(detail:retryAfter:)`` if it does not say.
    func answer(
        about text: String,
        _ digest: TokenDigest,
        isKnown: Bool,
        at now: NumericDate
    ) async throws(TokenValidationError) -> IntrospectionAnswer {
        if let answer = try answerAtOnce(about: digest, at: now) { return answer }
        let waiter = Waiter()
        guard let isFirst = admit(waiter, digest) else { throw Self.notAsked(for: CircuitBreaker.shortestPause) }
        if isFirst {
            let question = IntrospectionQuestion(
                issuer: issuer,
                token: text,
                isKnown: isKnown,
                traceparent: FetchTrace.current
            )
            // Others may wait for the same: it goes on when this request is given up.
            Task.detached { [self] in await ask(question, digest, at: now) }
        }
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation { waiter.wait($0) }
        } onCancel: {
            waiter.answer(.failure(.introspectionFailed(detail: "the request was cancelled", retryAfter: .seconds(1))))
        }
        return try answer.get()
    }

    /// - Returns: Whether somebody has to ask; `nil` if nobody may.
    private func admit(_ waiter: Waiter, _ digest: TokenDigest) -> Bool? {
        let now = introspection.now()
        return state.withLock { state in
            if state.questions[digest] != nil {
                state.questions[digest]?.append(waiter)
                return false
            }
            guard state.breaker.admit(at: now) else { return nil }
            state.questions[digest] = [waiter]
            return true
        }
    }

    private func ask(_ question: IntrospectionQuestion, _ digest: TokenDigest, at now: NumericDate) async {
        let start = introspection.now()
        let outcome: Result<IntrospectionAnswer, IntrospectionFault>
        do throws(IntrospectionFault) {
            let body = try await introspection.ask(question)
            outcome = .success(try IntrospectionAnswer(body, from: issuer, askedAt: now))
        } catch {
            outcome = .failure(error)
        }
        finish(digest, outcome, askedAt: start)
    }

    private func finish(
        _ digest: TokenDigest,
        _ outcome: Result<IntrospectionAnswer, IntrospectionFault>,
        askedAt start: ContinuousClock.Instant
    ) {
        let now = introspection.now()
        let (waiters, change) = state.withLock { state in
            let change = state.breaker.learn(outcome, at: now)
            let life = min(introspection.cacheTTL / 3, RefusedAnswers.longestLife)
            if case .success(let answer) = outcome, answer.claims == nil, life > .zero {
                state.refused.insert(digest, until: now + life)
            }
            return (state.questions.removeValue(forKey: digest) ?? [], change)
        }
        let result = outcome.mapError { Self.failed($0) }
        for waiter in waiters { waiter.answer(result) }
        tell(outcome, after: now - start)
        if let change { introspection.onEvent(IntrospectionEvent(issuer: issuer, kind: change)) }
    }

    private func tell(_ outcome: Result<IntrospectionAnswer, IntrospectionFault>, after duration: Duration) {
        let kind: IntrospectionEvent.Kind =
            switch outcome {
            case .success(let answer): .answered(isActive: answer.claims != nil, after: duration)
            case .failure(let fault): .failed(fault, after: duration)
            }
        introspection.onEvent(IntrospectionEvent(issuer: issuer, kind: kind))
    }

    private static func failed(_ fault: IntrospectionFault) -> TokenValidationError {
        .introspectionFailed(detail: fault.reason, retryAfter: CircuitBreaker.shortestPause)
    }

    private static func notAsked(for pause: Duration) -> TokenValidationError {
        .introspectionFailed(detail: "the introspection endpoint is not asked for a while", retryAfter: pause)
    }
}

extension CircuitBreaker {
    /// - Returns: What changes by it.
    fileprivate mutating func learn(
        _ outcome: Result<IntrospectionAnswer, IntrospectionFault>,
        at now: ContinuousClock.Instant
    ) -> IntrospectionEvent.Kind? {
        switch outcome {
        // An answer that is none says that somebody answers, and a client chooses what about.
        case .success, .failure(.refused): return succeed() ? .resumed : nil
        case .failure(.busy):
            withdraw(at: now)
            return nil
        case .failure(.credentialsRefused(let reason)):
            return fail(isLasting: true, at: now).map { .stopped(reason: reason, for: $0) }
        case .failure(.unavailable(let reason)):
            return fail(isLasting: false, at: now).map { .stopped(reason: reason, for: $0) }
        }
    }
}

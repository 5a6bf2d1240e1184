import JOSE
import JWKS
import Synchronization

@testable import OAuth

/// An issuer that is asked about tokens, and answers what a test tells it to once the test lets it.
final class AskedIssuer: Sendable {
    private struct State {
        var answers: [String: Result<String, IntrospectionFault>] = [:]
        var questions: [IntrospectionQuestion] = []
        var waiting: [CheckedContinuation<Void, Never>] = []
        var isHeld = false
        var now = ContinuousClock.now
        var events: [IntrospectionEvent.Kind] = []
    }

    private let state = Mutex(State())

    var questions: [IntrospectionQuestion] { state.withLock(\.questions) }
    var events: [IntrospectionEvent.Kind] { state.withLock(\.events) }

    func answer(_ token: String, _ text: String) { state.withLock { $0.answers[token] = .success(text) } }

    func fail(_ token: String, _ fault: IntrospectionFault) { state.withLock { $0.answers[token] = .failure(fault) } }

    func pass(_ duration: Duration) { state.withLock { $0.now += duration } }

    /// Answers nothing until ``release()``.
    func hold() { state.withLock { $0.isHeld = true } }

    func release() {
        let waiting = state.withLock { state in
            state.isHeld = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func introspection(cacheTTL: Duration = .seconds(30)) -> TokenIntrospection {
        TokenIntrospection(
            cacheTTL: cacheTTL,
            ask: { [self] question throws(IntrospectionFault) in try await ask(question) },
            now: { [self] in state.withLock(\.now) },
            onEvent: { [self] event in state.withLock { $0.events.append(event.kind) } }
        )
    }

    private func ask(_ question: IntrospectionQuestion) async throws(IntrospectionFault) -> [UInt8] {
        state.withLock { $0.questions.append(question) }
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                if state.isHeld { state.waiting.append(continuation) }
                return state.isHeld
            }
            if !isHeld { continuation.resume() }
        }
        let answer = state.withLock { $0.answers[question.token] } ?? .success(#"{"active":false}"#)
        return Array(try answer.get().utf8)
    }

    /// What an answer says that is good now and for an hour.
    static func active(_ members: String = "") -> String {
        let claims = String(decoding: TokenFixtures.claims.encoded().dropFirst(), as: UTF8.self)
        return #"{"active":true\#(members),"# + claims
    }

    func validator(
        _ introspection: IntrospectionPolicy = IntrospectionPolicy(),
        cacheTTL: Duration = .seconds(30),
        denyLists: [DenyList] = [],
        remembering entries: Int = 100,
        _ change: (inout IssuerPolicy) -> Void = { _ in }
    ) throws -> AccessTokenValidator {
        var policy = try TokenFixtures.policy()
        policy.introspection = introspection
        change(&policy)
        return AccessTokenValidator(
            policies: [policy],
            cache: JWKSCache(fetch: { _ in throw DocumentAbsent("no network") }),
            tokenCacheEntries: entries,
            denyLists: denyLists,
            introspection: self.introspection(cacheTTL: cacheTTL)
        )
    }
}

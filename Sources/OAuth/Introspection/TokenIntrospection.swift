/// Shows a token to its issuer and gives back what the issuer answered, within limits of its own on time and size. It must not block.
///
/// What it is given is the client's secret: it must go nowhere else, and into no log.
public typealias IntrospectionAsk =
    @Sendable (_ question: IntrospectionQuestion) async throws(IntrospectionFault) -> [UInt8]

/// A token that its issuer is asked about.
public struct IntrospectionQuestion: Sendable {
    /// The issuer, as it is configured.
    public let issuer: String
    /// The token, as the client sent it.
    public let token: String
    /// The token was good before: it goes ahead of those that nobody has seen.
    public let isKnown: Bool
    /// The field `traceparent` (W3C Trace Context §3.2) to send with it, where the request belongs to a trace.
    public let traceparent: String?
}

/// Why there is no answer. A reason has nothing in it of what the other side said.
public enum IntrospectionFault: Error, Sendable, Hashable {
    /// The issuer does not take our own credentials, or does not let us ask: that does not mend itself (RFC 7662 §2.3).
    case credentialsRefused(reason: String)
    /// There was no answer, or one that says that there is none now.
    case unavailable(reason: String)
    /// There was an answer, and it is none to this question.
    case refused(reason: String)
    /// Too many questions wait already; nothing was sent.
    case busy
}

extension IntrospectionFault {
    /// For people.
    package var reason: String {
        switch self {
        case .credentialsRefused(let reason): "the introspection endpoint does not let us ask: \(reason)"
        case .unavailable(let reason): "the introspection endpoint does not answer: \(reason)"
        case .refused(let reason): "the introspection endpoint's answer is none: \(reason)"
        case .busy: "too many tokens wait to be introspected"
        }
    }
}

/// How issuers are asked about tokens (RFC 7662).
public struct TokenIntrospection: Sendable {
    /// The longest time that an answer is believed; `Duration.zero` to ask each time. An answer without `exp` counts as long.
    public var cacheTTL: Duration
    let ask: IntrospectionAsk
    let onEvent: @Sendable (IntrospectionEvent) -> Void
    let now: @Sendable () -> ContinuousClock.Instant

    /// Asks with `ask`, and tells what happens to `onEvent`, which must not block.
    public init(
        cacheTTL: Duration = .seconds(30),
        ask: @escaping IntrospectionAsk,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        onEvent: @escaping @Sendable (IntrospectionEvent) -> Void = { _ in }
    ) {
        self.cacheTTL = cacheTTL
        self.ask = ask
        self.now = now
        self.onEvent = onEvent
    }

    /// Whether an issuer says of a token that it is active: to try whether it answers at all.
    package func isActive(_ token: String, of issuer: String) async throws(IntrospectionFault) -> Bool {
        let question = IntrospectionQuestion(issuer: issuer, token: token, isKnown: false, traceparent: nil)
        return try IntrospectionAnswer(await ask(question), from: issuer, askedAt: .now).claims != nil
    }

    /// Of a validator that was given none: whatever needs an answer is refused.
    static let none = TokenIntrospection { _ throws(IntrospectionFault) in
        throw .unavailable(reason: "nothing is set up to ask it")
    }
}

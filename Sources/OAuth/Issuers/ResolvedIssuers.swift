import DequeModule
import JOSE
import JWKS
import Synchronization
import Text

/// Finds the policy of an issuer that is not known beforehand, such as a tenant of yours; `nil` refuses its tokens.
///
/// The name is a stranger's word. What this throws is answered 503, and not remembered.
public typealias IssuerResolver = @Sendable (_ issuer: String) async throws -> IssuerPolicy?

/// What an ``IssuerResolver`` said, remembered for a while.
final class ResolvedIssuers: Sendable {
    /// A longer name is not asked for, in bytes.
    static let longestName = 1_024
    /// Policies remembered, and as many refusals; the oldest makes room for the next of its kind. Strangers push
    /// out only strangers.
    static let mostEntries = 4_096
    /// Questions under way at a time; a request beyond is answered 503.
    static let mostQuestions = 256
    /// How long a policy counts before it is asked for anew.
    static let policyLifetime = Duration.seconds(300)
    /// How long a refusal counts.
    static let refusalLifetime = Duration.seconds(30)

    private struct Entry {
        let issuer: Issuer?
        let until: KeyClock.Instant
    }

    private struct State {
        var accepted = Memory()
        var refused = Memory()
        var questions = 0
    }

    private struct Memory {
        private var entries: [ExactText: Entry] = [:]
        /// Each name once, the oldest first.
        private var order = Deque<ExactText>()

        func find(_ name: ExactText, at now: KeyClock.Instant) -> Entry? {
            entries[name].flatMap { $0.until > now ? $0 : nil }
        }

        mutating func insert(_ entry: Entry, _ name: ExactText) {
            if entries.updateValue(entry, forKey: name) == nil { order.append(name) }
            while order.count > ResolvedIssuers.mostEntries, let oldest = order.popFirst() { entries[oldest] = nil }
        }

        /// Ends what is known of a name; its place is kept.
        mutating func end(_ name: ExactText, at now: KeyClock.Instant) {
            if entries[name] != nil { entries[name] = Entry(issuer: nil, until: now) }
        }
    }

    private let resolve: IssuerResolver
    private let cache: JWKSCache
    private let introspection: TokenIntrospection
    private let state = Mutex(State())

    init(_ resolve: @escaping IssuerResolver, _ cache: JWKSCache, _ introspection: TokenIntrospection = .none) {
        self.resolve = resolve
        self.cache = cache
        self.introspection = introspection
    }

    /// - Throws: ``TokenValidationError/keysUnavailable(detail:retryAfter:)`` when it cannot be known now.
    func issuer(named name: String) async throws(TokenValidationError) -> Issuer? {
        if let known = knownIssuer(named: name) { return known }
        let mayAsk = state.withLock { state in
            guard state.questions < Self.mostQuestions else { return false }
            state.questions += 1
            return true
        }
        guard mayAsk else { throw Self.unavailable("too many issuers are asked for at once") }
        defer { state.withLock { $0.questions -= 1 } }
        let policy: IssuerPolicy?
        do { policy = try await resolve(name) } catch {
            throw Self.unavailable("the issuer's policy cannot be found: \(error)")
        }
        // A policy under another name than the one asked for is none.
        let issuer = policy.flatMap { $0.issuer.isSameText(as: name) ? Issuer($0, cache, introspection) : nil }
        remember(issuer, named: name)
        return issuer
    }

    /// What was said of an issuer and still counts; `nil` if it must be asked for.
    func knownIssuer(named name: String) -> Issuer?? {
        guard name.utf8.count <= Self.longestName else { return .some(nil) }
        return entry(name).map(\.issuer)
    }

    func isCurrent(_ issuer: Issuer) -> Bool {
        entry(issuer.policy.issuer)?.issuer === issuer
    }

    private func entry(_ name: String) -> Entry? {
        let now = cache.clock.now()
        let name = ExactText(name)
        return state.withLock { $0.accepted.find(name, at: now) ?? $0.refused.find(name, at: now) }
    }

    private func remember(_ issuer: Issuer?, named name: String) {
        let now = cache.clock.now()
        let name = ExactText(name)
        state.withLock { state in
            if issuer != nil {
                state.accepted.insert(Entry(issuer: issuer, until: now + Self.policyLifetime), name)
            } else {
                state.accepted.end(name, at: now)
                state.refused.insert(Entry(issuer: nil, until: now + Self.refusalLifetime), name)
            }
        }
    }

    private static func unavailable(_ reason: String) -> TokenValidationError {
        .keysUnavailable(detail: reason, retryAfter: .seconds(1))
    }
}

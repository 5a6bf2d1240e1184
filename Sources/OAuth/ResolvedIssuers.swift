import DequeModule
import JOSE
import Synchronization

/// Finds the policy of an issuer that is not known beforehand, such as a tenant of yours; `nil` refuses its tokens.
///
/// The name is a stranger's word. What this throws is answered 503, and not remembered.
public typealias IssuerResolver = @Sendable (_ issuer: String) async throws -> IssuerPolicy?

/// What an ``IssuerResolver`` said, remembered for a while.
final class ResolvedIssuers: Sendable {
    /// A longer name is not asked for, in bytes.
    static let longestName = 1_024
    /// Names remembered; the oldest makes room.
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
        var entries: [String: Entry] = [:]
        var order = Deque<String>()
        var questions = 0
    }

    private let resolve: IssuerResolver
    private let cache: JWKSCache
    private let state = Mutex(State())

    init(_ resolve: @escaping IssuerResolver, _ cache: JWKSCache) {
        self.resolve = resolve
        self.cache = cache
    }

    /// - Throws: ``TokenValidationError/Code/keysUnavailable`` when it cannot be known now.
    func issuer(named name: String) async throws(TokenValidationError) -> Issuer? {
        guard name.utf8.count <= Self.longestName else { return nil }
        if let entry = entry(name) { return entry.issuer }
        let mayAsk = state.withLock { state in
            guard state.questions < Self.mostQuestions else { return false }
            state.questions += 1
            return true
        }
        guard mayAsk else { throw Self.unavailable("too many issuers are asked for at once") }
        defer { state.withLock { $0.questions -= 1 } }
        let policy: IssuerPolicy?
        do { policy = try await resolve(name) } catch { throw Self.unavailable("the issuer's policy cannot be found: \(error)") }
        let issuer = policy.map { Issuer($0, cache) }
        remember(issuer, named: name)
        return issuer
    }

    func isCurrent(_ issuer: Issuer) -> Bool {
        entry(issuer.policy.issuer)?.issuer === issuer
    }

    private func entry(_ name: String) -> Entry? {
        let now = cache.clock.now()
        return state.withLock { state in
            // Names are equal here if they look alike to Unicode; whoever uses the issuer compares them byte by byte.
            state.entries[name].flatMap { $0.until > now ? $0 : nil }
        }
    }

    private func remember(_ issuer: Issuer?, named name: String) {
        let lifetime = issuer == nil ? Self.refusalLifetime : Self.policyLifetime
        let entry = Entry(issuer: issuer, until: cache.clock.now() + lifetime)
        state.withLock { state in
            if state.entries.updateValue(entry, forKey: name) == nil { state.order.append(name) }
            while state.order.count > Self.mostEntries, let oldest = state.order.popFirst() { state.entries[oldest] = nil }
        }
    }

    private static func unavailable(_ reason: String) -> TokenValidationError {
        TokenValidationError(.keysUnavailable, detail: reason, retryAfter: .seconds(1))
    }
}

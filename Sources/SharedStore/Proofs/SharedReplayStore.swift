public import FoundationEssentials
public import OAuth

/// Remembers used proofs in a Redis, so that a proof is good once for all servers that share it.
///
/// A proof is one command: `SET bearerd:proof:KEY 1 NX PX`, which only one of several servers carries out. Proofs from before
/// the store began to remember, and from the leeway after it, may have been used: they are refused for so long.
public struct SharedReplayStore: ReplayStore {
    private static let prefix = "bearerd:proof:"
    /// Where nothing tells how long the store will be away.
    private static let retryDelay = Duration.seconds(1)

    private let client: RedisClient
    private let policy: DPoPPolicy
    private let own: InMemoryReplayStore?
    /// In milliseconds.
    private let lifetime: String
    private let now: @Sendable () -> Date

    /// A memory of used proofs.
    ///
    /// - Parameters:
    ///   - client: The connection to the store.
    ///   - policy: What proofs must be like: how old one may be, and how far ahead.
    ///   - own: A memory of this process's, which decides while the store cannot: a proof is good once for each process then;
    ///     `nil` to refuse proofs meanwhile.
    ///   - now: This machine's clock.
    public init(
        client: RedisClient,
        policy: DPoPPolicy,
        fallback own: InMemoryReplayStore? = nil,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.client = client
        self.policy = policy
        self.own = own
        self.now = now
        lifetime = String(policy.window.milliseconds + 2 * StoreClock.tolerance)
    }

    /// Remembers a proof unless one of the servers has remembered it already.
    public func remember(_ key: ReplayKey, of client: ReplayClient, until expiry: NumericDate) async -> ReplayVerdict {
        let verdict = own?.remember(key, of: client, until: expiry)
        switch verdict {
        case .replayed?, .full?, .unavailable?: return verdict ?? .replayed
        case nil, .fresh?, .uncertain?: break
        }
        let shared = await remember(key, until: expiry)
        switch shared {
        case .fresh, .replayed: return shared
        case .uncertain, .full, .unavailable: return verdict ?? shared
        }
    }

    private func remember(_ key: ReplayKey, until expiry: NumericDate) async -> ReplayVerdict {
        let issued = Int64((expiry - policy.proofAge).secondsSinceEpoch * 1_000)
        let command = RedisCommand("SET", Self.prefix + key.text, "1", "NX", "PX", lifetime)
        let answer: StoreAnswer
        do { answer = try await client.answer(to: command) } catch { return verdict(of: error) }
        switch answer.reply {
        case .nothing: return .replayed
        case .status: return freshness(of: issued, since: answer.memorySince)
        default: return .unavailable(retryAfter: Self.retryDelay, reason: "the store's answer makes no sense")
        }
    }

    /// A proof that the store does not know is new, unless it can be from before the store began to remember. It was accepted
    /// by a clock that may have been ahead of the store's.
    private func freshness(of issued: Int64, since: Int64) -> ReplayVerdict {
        let doubtful = since + policy.proofLeeway.milliseconds + StoreClock.tolerance
        guard issued <= doubtful else { return .fresh }
        let left = doubtful - Int64(now().timeIntervalSince1970 * 1_000) + 1_000
        return .unavailable(
            retryAfter: .milliseconds(max(1_000, left)),
            reason: "the proof is from before the store began to remember, or from just after it"
        )
    }

    private func verdict(of error: StoreError) -> ReplayVerdict {
        if case .refused(let text) = error, text.hasPrefix("OOM") {
            return .full(retryAfter: Self.retryDelay, reason: "the store's memory is full")
        }
        return .unavailable(retryAfter: Self.retryDelay, reason: error.description)
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 { Int64(self / .milliseconds(1)) }
}

public import OAuth

/// Remembers used proofs in a Redis, so that a proof is good once for all servers that share it.
///
/// A proof is one command: `SET bearerd:proof:KEY 1 NX PX`, which only one of several servers carries out. Proofs from before
/// the store began to remember, and from the leeway after it, may have been used: they are refused for so long.
public struct SharedReplayStore: ReplayStore {
    private static let prefix = "bearerd:proof:"
    /// Where nothing tells how long the store will be away.
    private static let retryDelay = Duration.seconds(1)
    /// How wrong this machine may be about the store's clock, in milliseconds.
    private static let slack: Int64 = 1_000

    private let client: RedisClient
    private let policy: DPoPPolicy
    private let own: InMemoryReplayStore?
    /// In milliseconds.
    private let lifetime: String

    /// A memory of used proofs.
    ///
    /// - Parameters:
    ///   - client: The connection to the store.
    ///   - policy: What proofs must be like: how old one may be, and how far ahead.
    ///   - own: A memory of this process's, which decides while the store cannot: a proof is good once for each process then;
    ///     `nil` to refuse proofs meanwhile.
    public init(
        client: RedisClient,
        policy: DPoPPolicy,
        fallback own: InMemoryReplayStore? = nil
    ) {
        self.client = client
        self.policy = policy
        self.own = own
        // The store's clock is known within the slack on either side, and an answer may be a second old.
        lifetime = String(policy.window.milliseconds + 2 * Self.slack + 2_000)
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
        case .status: return freshness(of: issued, answer)
        default: return .unavailable(retryAfter: Self.retryDelay, reason: "the store's answer makes no sense")
        }
    }

    /// A proof that the store does not know is new, if it is from a time of which the store knows everything: machines whose clocks
    /// differ agree about that by the store's.
    private func freshness(of issued: Int64, _ answer: StoreAnswer) -> ReplayVerdict {
        let oldest = answer.now - policy.proofAge.milliseconds - Self.slack
        let newest = answer.now + policy.proofLeeway.milliseconds + Self.slack
        guard (oldest...newest).contains(issued) else {
            return .unavailable(
                retryAfter: Self.retryDelay,
                reason: "by the store's clock the proof is too old, or from the future: this machine's clock is wrong"
            )
        }
        let doubtful = answer.memorySince + policy.proofLeeway.milliseconds + 2 * Self.slack
        guard issued <= doubtful else { return .fresh }
        return .unavailable(
            retryAfter: .milliseconds(max(1_000, doubtful - answer.now)),
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

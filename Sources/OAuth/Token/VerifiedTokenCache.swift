import JWKS
import Synchronization

/// Tokens whose signature has been verified, so that one that comes again need not be.
///
/// A token is found by the SHA-256 of all its characters. Whom it is for is judged each time, as that depends on the place where
/// it is presented. Otherwise it counts for as long as every rule that its verification
/// answered would still be answered alike: between the moments at which its times change the answer, while its issuer's
/// set of keys is the one that verified it, and while its issuer's policy stands. Refusals are not remembered.
///
/// It is split into shards with a lock each. Workers hardly meet at one lock either (212 ns of processor time for a find beside
/// 249, two threads that do nothing else), but a shard that grows is moved as a whole while its lock is held: of 10,000
/// tokens in one, that took 2.1 ms at worst, in sixteen 0.17 ms; of 100,000, 53 ms and 1.8 ms. Within a shard a new token is on probation in a
/// tenth of the room and is kept when it comes a second time: a flood of tokens that come once pushes out no others.
/// Tokens do not spread evenly, so a shard has a quarter more room than its share; the whole has no more than its entries.
final class VerifiedTokenCache: Sendable {
    /// Longer tokens are verified each time, in bytes.
    static let longestToken = 4_096
    /// The same of what issuers say about a token, which is asked for each time if it is longer.
    static let longestAnswer = 16_384
    /// The average size of tokens from which on fewer of them are remembered than entries are allowed, in bytes.
    static let averageToken = 1_024
    private static let mostShards = 16
    private static let leastEntriesOfShard = 64

    struct Entry: Sendable {
        /// Every rule held once, for an audience that may be another now: it comes out by way of ``judged(for:)`` only.
        private let token: AccessToken
        let issuer: Issuer
        /// Of the set of keys that verified the signature; `nil` of a token that only its issuer vouches for.
        let generation: UInt64?
        /// When its times are all right.
        let validity: Range<NumericDate>

        init(token: AccessToken, issuer: Issuer, generation: UInt64?, validity: Range<NumericDate>) {
            self.token = token
            self.issuer = issuer
            self.generation = generation
            self.validity = validity
        }

        /// The token where it is for this audience.
        func judged(for audience: AcceptedAudience) -> TokenVerdict {
            do throws(TokenValidationError) {
                try token.registered.namedAudiences.check(for: audience, under: issuer.policy)
                return .accepted(token)
            } catch {
                return .refused(error, of: token.identity)
            }
        }

        /// The same in less memory: 10,000 tokens take 13 MiB, before anybody keeps something with them.
        var compacted: Entry {
            let token = token.compacted(for: issuer)
            return Entry(token: token, issuer: issuer, generation: generation, validity: validity)
        }
    }

    private let entries: Int
    private let shards: [Shard]
    private let count = Atomic<Int>(0)

    /// A cache of at most `entries` tokens; `nil` if it could not hold any.
    init?(entries: Int) {
        guard entries > 0 else { return nil }
        let count = max(1, min(Self.mostShards, entries / Self.leastEntriesOfShard))
        let share = (entries + count - 1) / count
        self.entries = entries
        shards = (0..<count).map { _ in Shard(capacity: count == 1 ? share : share + share / 4, share: share) }
    }

    /// How many there are, also such as count no more.
    var held: Int { count.load(ordering: .relaxed) }

    /// The token, if its signature and times would be found good again at `now`.
    func find(_ digest: TokenDigest, at now: NumericDate) -> Entry? {
        guard let entry = shard(of: digest).state.withLock({ $0.find(digest) }),
            entry.validity.contains(now),
            entry.generation == nil || entry.generation == entry.issuer.keys.generation
        else { return nil }
        return entry
    }

    /// Whether it was good before, though it may not be now.
    func knows(_ digest: TokenDigest) -> Bool {
        shard(of: digest).state.withLock { $0.nodes[digest] != nil }
    }

    /// Remembers a token of `length` bytes.
    func insert(_ digest: TokenDigest, _ entry: Entry, length: Int, longest: Int = longestToken) {
        guard length <= longest else { return }
        let entry = entry.compacted
        let shard = shard(of: digest)
        let change = shard.state.withLock { shard in
            let before = shard.nodes.count
            shard.insert(digest, entry, length: length)
            return shard.nodes.count - before
        }
        guard count.add(change, ordering: .relaxed).newValue > entries else { return }
        shard.state.withLock { $0.makeRoom() }
        count.subtract(1, ordering: .relaxed)
    }

    private func shard(of digest: TokenDigest) -> Shard {
        shards[Int(digest.words.1 % UInt64(shards.count))]
    }

    private final class Shard: Sendable {
        let state: Mutex<VerifiedTokenShard>

        init(capacity: Int, share: Int) {
            state = Mutex(VerifiedTokenShard(capacity: capacity, maxBytes: share * VerifiedTokenCache.averageToken))
        }
    }
}

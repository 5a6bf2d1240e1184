import DequeModule
import JOSE
import Synchronization
import Text

/// Keys of clients, found by the `jwk` of their proofs: a client signs every proof with the same key, and to make one of its
/// numbers costs about as much as to verify with it.
///
/// That a key is here says nothing about a proof: each is verified. Keys come in only with proofs that were found good in
/// every way, so that nobody without a token of ours takes up room. The oldest makes room; a key takes a few kilobytes.
final class ClientKeyCache: Sendable {
    static let capacity = 1_024
    private static let shardCount = 16

    private struct State {
        var keys: [Entry: JWK] = [:]
        var order = Deque<Entry>()
    }

    private final class Shard: Sendable {
        let state = Mutex(State())
    }

    /// A `jwk` with its hash, which is computed outside of the lock. It is kept as it is written, which costs an eighth of
    /// what the hash of an object in any order does: a client always writes its key in the same way.
    private struct Entry: Hashable, Sendable {
        let jwk: ExactText
        let hash: Int

        init(_ jwk: JSONObject) {
            self.jwk = ExactText(String(decoding: jwk.encoded(), as: UTF8.self))
            hash = self.jwk.hashValue
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(hash)
        }
    }

    private let shards = (0..<shardCount).map { _ in Shard() }

    func key(_ jwk: JSONObject) -> JWK? {
        let entry = Entry(jwk)
        return shard(of: entry).state.withLock { $0.keys[entry] }
    }

    func insert(_ jwk: JSONObject, _ key: JWK) {
        let entry = Entry(jwk)
        shard(of: entry).state.withLock { state in
            guard state.keys.updateValue(key, forKey: entry) == nil else { return }
            state.order.append(entry)
            guard state.order.count > Self.capacity / Self.shardCount, let oldest = state.order.popFirst() else {
                return
            }
            state.keys[oldest] = nil
        }
    }

    private func shard(of entry: Entry) -> Shard {
        shards[Int(UInt(bitPattern: entry.hash) % UInt(Self.shardCount))]
    }
}

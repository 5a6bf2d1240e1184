import DequeModule

/// The tokens of one shard. Each stands in one of the two queues.
struct VerifiedTokenShard {
    struct Node {
        var entry: VerifiedTokenCache.Entry
        var length: Int
        var cameAgain = false
    }

    let capacity: Int
    let maxBytes: Int
    private(set) var nodes: [TokenDigest: Node] = [:]
    private(set) var probation = Deque<TokenDigest>()
    private(set) var kept = Deque<TokenDigest>()
    private(set) var bytes = 0

    init(capacity: Int, maxBytes: Int? = nil) {
        self.capacity = capacity
        self.maxBytes = maxBytes ?? capacity * VerifiedTokenCache.averageToken
    }

    mutating func find(_ digest: TokenDigest) -> VerifiedTokenCache.Entry? {
        guard let index = nodes.index(forKey: digest) else { return nil }
        if !nodes.values[index].cameAgain { nodes.values[index].cameAgain = true }
        return nodes.values[index].entry
    }

    mutating func insert(_ digest: TokenDigest, _ entry: VerifiedTokenCache.Entry, length: Int) {
        if nodes[digest] == nil {
            probation.append(digest)
            bytes += length
        }
        nodes[digest, default: Node(entry: entry, length: length)].entry = entry
        while nodes.count > capacity || bytes > maxBytes { evict() }
    }

    /// Pushes one token out, for others than those of this shard.
    mutating func makeRoom() {
        let count = nodes.count
        while nodes.count == count, count > 0 { evict() }
    }

    /// Pushes one token out, or lets one that came again stay and forgets that it did.
    private mutating func evict() {
        // At least one place, or a small shard would never again take in a token.
        let isOnProbation = kept.isEmpty || probation.count > max(1, capacity / 10)
        guard let digest = isOnProbation ? probation.popFirst() : kept.popFirst(), let node = nodes[digest] else {
            return
        }
        if node.cameAgain {
            nodes[digest]?.cameAgain = false
            kept.append(digest)
        } else {
            nodes[digest] = nil
            bytes -= node.length
        }
    }
}

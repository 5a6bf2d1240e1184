import JOSE
import TestSupport
import Testing

@testable import OAuth

@Suite struct VerifiedTokenShardTests {
    private let entry: VerifiedTokenCache.Entry

    init() async throws {
        entry = try await VerifiedTokenCacheTests.entry()
    }

    private func check(_ shard: VerifiedTokenShard, _ message: @autoclosure () -> Comment) {
        let queued = Array(shard.probation) + Array(shard.kept)
        guard queued.count == shard.nodes.count, Set(queued) == Set(shard.nodes.keys),
            shard.bytes == shard.nodes.values.reduce(0, { $0 + $1.length }),
            shard.nodes.count <= shard.capacity, shard.bytes <= shard.maxBytes
        else {
            Issue.record(message())
            return
        }
    }

    @Test(arguments: [1, 2, 3, 9, 10, 11, 64])
    func queuesCountsAndBytesAgreeWhateverComes(capacity: Int) {
        var random = SeededNumbers(seed: UInt64(capacity))
        var shard = VerifiedTokenShard(capacity: capacity)
        let digests = (0..<capacity * 3).map { TokenDigest("\($0)") }
        let lengths = digests.map { _ in Int.random(in: 1...VerifiedTokenCache.longestToken, using: &random) }
        for round in 0..<2_000 {
            let index = Int.random(in: 0..<digests.count, using: &random)
            if Bool.random(using: &random) {
                _ = shard.find(digests[index])
            } else {
                shard.insert(digests[index], entry, length: lengths[index])
            }
            check(shard, "round \(round)")
        }
        #expect(!shard.nodes.isEmpty || capacity < 4)
    }

    @Test func aTokenThatCameTwiceOutlivesAFloodOfThoseThatComeOnce() {
        var shard = VerifiedTokenShard(capacity: 100)
        let regulars = (0..<80).map { TokenDigest("regular \($0)") }
        for digest in regulars {
            shard.insert(digest, entry, length: 500)
            _ = shard.find(digest)
        }
        for index in 0..<10_000 { shard.insert(TokenDigest("once \(index)"), entry, length: 500) }
        #expect(regulars.allSatisfy { shard.nodes[$0] != nil })
    }

    @Test(arguments: [1, 5, 50])
    func thoseThatComeNoLongerMakeRoomForThoseThatDo(capacity: Int) {
        var shard = VerifiedTokenShard(capacity: capacity)
        for generation in 0..<3 {
            let digests = (0..<capacity).map { TokenDigest("\(generation) \($0)") }
            // As they come one after another, each several times.
            for _ in 0..<6 {
                for digest in digests {
                    if shard.find(digest) == nil { shard.insert(digest, entry, length: 100) }
                    _ = shard.find(digest)
                }
            }
            let remembered = digests.count { shard.nodes[$0] != nil }
            #expect(remembered >= max(1, capacity / 2), "generation \(generation)")
        }
    }

    @Test func theSameTokenAgainTakesNoFurtherPlace() {
        var shard = VerifiedTokenShard(capacity: 10)
        for _ in 0..<5 { shard.insert(TokenDigest("a"), entry, length: 700) }
        #expect(shard.nodes.count == 1)
        #expect(shard.bytes == 700)
        #expect(Array(shard.probation) == [TokenDigest("a")])
    }

    @Test func longTokensTakeThePlaceOfSeveral() {
        var shard = VerifiedTokenShard(capacity: 100)
        for index in 0..<100 { shard.insert(TokenDigest("\(index)"), entry, length: 4_096) }
        #expect(shard.nodes.count == 25)
        #expect(shard.bytes == 102_400)
    }
}

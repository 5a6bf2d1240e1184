import JWKS
import TestSupport
import Testing

@testable import OAuth

@Suite("Memory of used proofs")
struct InMemoryReplayStoreTests {
    private static let window = Duration.seconds(330)
    /// After so long, everything that was remembered before is forgotten.
    private static let longest = window + window / 4
    private static let expiry = NumericDate(secondsSinceEpoch: 1_700_000_300)

    private let clock = ManualClock()

    private func memory(_ capacity: Int) -> InMemoryReplayStore {
        InMemoryReplayStore(capacity: capacity, window: Self.window, now: clock.clock.now)
    }

    /// A proof of a client that sends no other one, unless it is named.
    private static func use(
        _ memory: InMemoryReplayStore,
        _ number: Int,
        of client: String? = nil,
        until expiry: NumericDate = expiry
    ) -> ReplayVerdict {
        let key = ReplayKey(thumbprint: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", identifier: String(number))
        return memory.remember(key, of: .client(client ?? "\(number)", issuer: "i"), until: expiry)
    }

    private static func isFull(_ verdict: ReplayVerdict) -> Bool {
        if case .full = verdict { true } else { false }
    }

    @Test("as many proofs as allowed are remembered, and the next is refused", arguments: [1, 2, 3, 17, 1000])
    func capacity(capacity: Int) {
        let memory = memory(capacity)
        for number in 0..<capacity { #expect(Self.use(memory, number) == .fresh) }
        #expect(Self.isFull(Self.use(memory, capacity)))
        // What is remembered stays remembered.
        for number in 0..<capacity { #expect(Self.use(memory, number) == .replayed) }
        #expect(Self.isFull(Self.use(memory, capacity)))
    }

    @Test("it says how many it remembers now, without another proof")
    func count() {
        let memory = memory(10)
        for number in 0..<3 { _ = Self.use(memory, number) }
        #expect(memory.count == 3)
        clock.advance(by: Self.longest)
        #expect(memory.count == 0)
    }

    @Test("a proof is remembered for the window, to its very end")
    func wholeWindow() {
        let memory = memory(1000)
        for number in 0..<33 {
            #expect(Self.use(memory, number) == .fresh)
            clock.advance(by: .seconds(10))
        }
        // The first is as old as the window now, the last ten seconds.
        for number in 0..<33 { #expect(Self.use(memory, number) == .replayed) }
        for number in 0..<33 {
            #expect(Self.use(memory, number) == .replayed)
            clock.advance(by: .nanoseconds(1))
        }
    }

    @Test("a full memory has room again when it says so, wherever the proofs lie", arguments: [1, 3, 1000])
    func roomAgain(capacity: Int) {
        let memory = memory(capacity)
        for number in 0..<capacity { _ = Self.use(memory, number) }
        clock.advance(by: .seconds(30))
        guard case .full(let retryAfter, let reason) = Self.use(memory, -1) else {
            Issue.record("there is room")
            return
        }
        #expect(reason == "the memory of used proofs is full")
        #expect(retryAfter == Self.longest - .seconds(30))
        clock.advance(by: retryAfter - .nanoseconds(1))
        #expect(Self.use(memory, -1) == .full(retryAfter: .seconds(1), reason: reason))
        clock.advance(by: .nanoseconds(1))
        let later = Self.expiry + .seconds(1000)
        for number in 0..<capacity { #expect(Self.use(memory, capacity + number, until: later) == .fresh) }
        #expect(Self.isFull(Self.use(memory, -1)))
    }

    @Test("a steady stream never fills it, and what is forgotten takes up no memory")
    func stream() {
        let memory = memory(1300)
        // Three a second are 1,238 in the longest time for which one is kept.
        for number in 0..<10_000 {
            let verdict = Self.use(memory, number, until: Self.expiry + .seconds(1) * (Double(number) / 3))
            #expect(verdict == .fresh)
            #expect(memory.held <= 1350)
            clock.advance(by: .seconds(1) / 3)
        }
        #expect(memory.held > 900)
        clock.advance(by: Self.longest)
        for number in 0..<1000 { _ = Self.use(memory, -number, until: Self.expiry + .seconds(10_000)) }
        #expect(memory.held == 1000)
    }

    @Test("one client that sends all it can never keeps a proof of another out")
    func greedyClient() {
        let memory = memory(10_000)
        var greedy = (passed: 0, refused: 0)
        // 40 a second of one client and one of each of five others, for twenty minutes: too many in one window.
        for second in 0..<1_200 {
            let expiry = Self.expiry + .seconds(second)
            for number in 0..<40 {
                let verdict = Self.use(memory, second * 100 + number, of: "greedy", until: expiry)
                if verdict == .fresh { greedy.passed += 1 } else { greedy.refused += 1 }
            }
            for other in 50..<55 {
                #expect(Self.use(memory, second * 100 + other, of: "other \(other)", until: expiry) == .fresh)
            }
            clock.advance(by: .seconds(1))
        }
        #expect(greedy.refused > 0)
        // It is not shut out either: it gets the half that nobody else wants, window for window.
        #expect(greedy.passed > 1_200 * 8)
    }

    @Test("a client with a bound token that sends 303 proofs a second fills no memory of 100,000")
    func fastClient() {
        let memory = memory(100_000)
        for second in 0..<700 {
            let expiry = Self.expiry + .seconds(second)
            for number in 0..<303 { _ = Self.use(memory, second * 1000 + number, of: "greedy", until: expiry) }
            for other in 900..<910 {
                #expect(Self.use(memory, second * 1000 + other, of: "\(other)", until: expiry) == .fresh)
            }
            clock.advance(by: .seconds(1))
        }
        let verdict = Self.use(memory, -1, of: "greedy")
        guard case .full(_, let reason) = verdict else {
            Issue.record("the greedy client is not refused: \(verdict)")
            return
        }
        #expect(reason == "the memory of used proofs is more than half full, and this client has a tenth of it")
    }

    @Test("up to half of the room, one client may have all of it; above, a tenth")
    func share() {
        let memory = memory(1000)
        for number in 0..<501 { #expect(Self.use(memory, number, of: "a") == .fresh) }
        #expect(Self.isFull(Self.use(memory, 501, of: "a")))
        for number in 1000..<1100 { #expect(Self.use(memory, number, of: "b") == .fresh) }
        #expect(Self.isFull(Self.use(memory, 1100, of: "b")))
        // The same name at another issuer, or as a subject, is another client.
        let key = ReplayKey(thumbprint: "a", identifier: "a")
        let other = ReplayKey(thumbprint: "b", identifier: "b")
        #expect(memory.remember(key, of: .client("a", issuer: "j"), until: Self.expiry) == .fresh)
        #expect(memory.remember(other, of: .subject("a", issuer: "i"), until: Self.expiry) == .fresh)
    }

    @Test("2,000 proofs a second of many clients fit into 1,000,000 entries, as a twentieth of both does")
    func fast() {
        let memory = memory(50_000)
        for number in 0..<100 * 420 {
            let expiry = Self.expiry + .seconds(1) * (Double(number) / 100)
            #expect(Self.use(memory, number, of: "\(number % 20)", until: expiry) == .fresh)
            clock.advance(by: .milliseconds(10))
        }
    }

    @Test("of many threads with the same proofs, each proof is accepted once")
    func concurrent() async {
        let memory = memory(2000)
        let accepted = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask { (0..<2000).count { Self.use(memory, $0) == .fresh } }
            }
            return await group.reduce(0, +)
        }
        #expect(accepted == 2000)
        #expect(Self.isFull(Self.use(memory, 2000)))
    }

    @Test("thumbprint and jti together are the key, in 43 characters")
    func key() {
        let a = ReplayKey(thumbprint: "a", identifier: "x")
        #expect(a == ReplayKey(thumbprint: "a", identifier: "x"))
        #expect(a != ReplayKey(thumbprint: "b", identifier: "x"))
        #expect(a != ReplayKey(thumbprint: "a", identifier: "y"))
        // SHA-256 of "ax".
        #expect(a.text == "XoU3DlVeldJ99o-TwMyqTt_B2l4oG0ei67omSaE-pfQ")
    }
}

@Suite("Stretches of time")
struct TimeStretchesTests {
    private func times(_ seconds: [Double]) -> TimeStretches {
        seconds.reduce(into: TimeStretches()) { $0.insert(NumericDate(secondsSinceEpoch: $1)) }
    }

    private func bounds(_ times: TimeStretches) -> [[Double]] {
        times.stretches.map { [$0.lowerBound.secondsSinceEpoch, $0.upperBound.secondsSinceEpoch] }
    }

    @Test("times a minute apart are in one stretch, in whatever order they come")
    func merged() {
        #expect(bounds(times([0, 60, 120])) == [[0, 120]])
        #expect(bounds(times([0, 61])) == [[0, 0], [61, 61]])
        #expect(bounds(times([200, 0, 100])) == [[0, 0], [100, 100], [200, 200]])
        #expect(bounds(times([0, 120, 240, 60, 180])) == [[0, 240]])
        #expect(bounds(times([100, 130, 110, 100])) == [[100, 130]])
    }

    @Test("two sets of stretches are one")
    func union() {
        var times = times([0, 1000, 3000])
        times.formUnion(self.times([50, 2000, 3000, 3050]))
        #expect(bounds(times) == [[0, 50], [1000, 1000], [2000, 2000], [3000, 3050]])
    }

    @Test("a time is among them from the first to the last of a stretch")
    func contains() {
        let times = times([100, 150, 300, 350])
        let found = [99.9, 100, 125, 150, 150.1, 299.9, 300, 350, 350.1].map {
            times.contains(NumericDate(secondsSinceEpoch: $0))
        }
        #expect(found == [false, true, true, true, false, false, true, true, false])
        #expect(!TimeStretches().contains(NumericDate(secondsSinceEpoch: 0)))
    }

    @Test("there are eight at most, of which the closest are taken for one")
    func bounded() {
        let times = times([0, 1000, 1070] + (2...7).map { Double($0) * 1000 })
        #expect(times.stretches.count == 8)
        #expect(bounds(times)[1] == [1000, 1070])
        #expect(bounds(times).last == [7000, 7000])
    }
}

@Suite("Counts of clients")
struct ClientCountsTests {
    @Test("a client's count is right as long as there are few, and what is taken away is gone")
    func counts() {
        let a = ClientCounts.Client(.client("a", issuer: "i"))
        let b = ClientCounts.Client(.client("b", issuer: "i"))
        var counts = ClientCounts()
        for _ in 0..<7 { counts.add(a) }
        counts.add(b)
        #expect(counts.count(of: a) == 7)
        #expect(counts.count(of: b) == 1)
        var part = ClientCounts()
        for _ in 0..<3 { part.add(a) }
        counts.subtract(part)
        #expect(counts.count(of: a) == 4)
        #expect(counts.count(of: b) == 1)
    }

    @Test("a client of many is never counted for less, nor for much more")
    func many() {
        var counts = ClientCounts()
        let clients = (0..<10_000).map { ClientCounts.Client(.client("\($0)", issuer: "i")) }
        for client in clients { counts.add(client) }
        let found = clients.map(counts.count)
        #expect(found.allSatisfy { (1...100).contains($0) })
    }
}

import Testing

@testable import OAuth

@Suite("Memory of used proofs")
struct InMemoryReplayMemoryTests {
    private static let start = NumericDate(secondsSinceEpoch: 1_700_000_000)
    private static let window = Duration.seconds(330)

    private static func key(_ number: Int) -> ReplayKey {
        ReplayKey(thumbprint: "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", identifier: String(number))
    }

    /// Remembers a proof that was made at `now`.
    private static func use(_ memory: InMemoryReplayMemory, _ number: Int, at now: NumericDate) -> ReplayVerdict {
        memory.remember(key(number), until: now + .seconds(300), at: now)
    }

    private static func isRefused(_ verdict: ReplayVerdict) -> Bool {
        if case .refused = verdict { true } else { false }
    }

    @Test("as many proofs as allowed are remembered, and the next is refused", arguments: [1, 2, 3, 17, 1000])
    func capacity(capacity: Int) {
        let memory = InMemoryReplayMemory(capacity: capacity, window: Self.window)
        for number in 0..<capacity { #expect(Self.use(memory, number, at: Self.start) == .fresh) }
        #expect(Self.isRefused(Self.use(memory, capacity, at: Self.start)))
        // What is remembered stays remembered.
        for number in 0..<capacity { #expect(Self.use(memory, number, at: Self.start) == .replayed) }
        #expect(Self.isRefused(Self.use(memory, capacity, at: Self.start)))
    }

    @Test("a full memory has room again after the window, wherever the proofs lie", arguments: [1, 3, 1000])
    func roomAgain(capacity: Int) {
        let memory = InMemoryReplayMemory(capacity: capacity, window: Self.window)
        for number in 0..<capacity { _ = Self.use(memory, number, at: Self.start) }
        #expect(Self.isRefused(Self.use(memory, -1, at: Self.start + Self.window)))
        let over = Self.start + Self.window + .seconds(1)
        for number in 0..<capacity { #expect(Self.use(memory, capacity + number, at: over) == .fresh) }
        #expect(Self.isRefused(Self.use(memory, -1, at: over)))
    }

    @Test("a steady stream never fills it")
    func stream() {
        let memory = InMemoryReplayMemory(capacity: 1000, window: Self.window)
        // Three a second over the window are 990.
        for number in 0..<10_000 {
            let now = Self.start + .seconds(1) * (Double(number) / 3)
            #expect(Self.use(memory, number, at: now) == .fresh)
        }
    }

    @Test("a clock that goes back does not bring a forgotten proof back")
    func clockGoesBack() {
        let memory = InMemoryReplayMemory(capacity: 100, window: Self.window)
        for number in 0..<50 { #expect(Self.use(memory, number, at: Self.start) == .fresh) }
        for number in 50..<100 { #expect(Self.use(memory, number, at: Self.start + .seconds(1000)) == .fresh) }
        for number in 0..<50 { #expect(Self.use(memory, number, at: Self.start) == .replayed) }
    }

    @Test("of many threads with the same proofs, each proof is accepted once")
    func concurrent() async {
        let memory = InMemoryReplayMemory(capacity: 2000, window: Self.window)
        let accepted = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<2000).count { Self.use(memory, $0, at: Self.start) == .fresh }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(accepted == 2000)
        #expect(Self.isRefused(Self.use(memory, 2000, at: Self.start)))
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

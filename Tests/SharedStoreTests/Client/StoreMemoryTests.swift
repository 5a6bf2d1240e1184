import Testing

@testable import SharedStore

@Suite("Since when a store has forgotten nothing")
struct StoreMemoryTests {
    private static func server(run: String = "r", replid: String = "a", replid2: String = "0000", uptime: Int = 100)
        throws
        -> ServerInformation
    {
        try #require(
            ServerInformation(
                """
                # Server\r\nrun_id:\(run)\r\nuptime_in_seconds:\(uptime)\r\nrole:master\r\nmaster_replid:\(replid)\r
                master_replid2:\(replid2)\r\nmaxmemory_policy:noeviction\r\nloading:0\r\n
                """
            )
        )
    }

    private let now: Int64 = 1_000_000

    @Test func ofAServerThatNobodyHasUsedItIsSinceEver() throws {
        let memory = StoreMemory.found(at: try Self.server(), stored: nil, known: nil, now: now)
        #expect(memory.since == 0)
        #expect(memory.date == nil)
        // Others may have, and have not said so yet.
        #expect(try Self.server(uptime: 2).hasOnlyJustStarted)
        #expect(try !Self.server(uptime: 3).hasOnlyJustStarted)
        let heir = StoreMemory.found(at: try Self.server(replid2: "b"), stored: nil, known: nil, now: now)
        #expect(heir.since == now)
    }

    @Test func whoHasUsedAnotherKnowsThatThisOneDoesNotRemember() throws {
        let known = StoreMemory(run: "old", replication: "b", since: 5)
        let memory = StoreMemory.found(at: try Self.server(), stored: nil, known: known, now: now)
        #expect(memory.since == now)
    }

    @Test func aKeyOfTheSameServerCounts() throws {
        let stored = StoreMemory(run: "r", replication: "a", since: 5)
        #expect(StoreMemory.found(at: try Self.server(), stored: stored, known: nil, now: now) == stored)
        let known = StoreMemory(run: "r", replication: "a", since: 7)
        #expect(StoreMemory.found(at: try Self.server(), stored: stored, known: known, now: now).since == 7)
    }

    @Test func anotherServerRemembersSinceNow() throws {
        let stored = StoreMemory(run: "old", replication: "b", since: 5)
        #expect(StoreMemory.found(at: try Self.server(), stored: stored, known: stored, now: now).since == now)
        let other = try Self.server(replid2: "b")
        #expect(StoreMemory.found(at: other, stored: stored, known: stored, now: now).since == now)
    }

    @Test func aKeyThatIsGoneMeansThatTheMemoryIs() throws {
        let known = StoreMemory(run: "r", replication: "a", since: 5)
        #expect(StoreMemory.found(at: try Self.server(), stored: nil, known: known, now: now).since == now)
        #expect(known.after(nil, now: now).since == now)
        #expect(known.after(StoreMemory(run: "r", replication: "a", since: 4), now: now).since == now)
    }

    @Test func whatAnotherMachineHasFoundCountsHere() {
        let known = StoreMemory(run: "r", replication: "a", since: 5)
        #expect(known.after(known, now: now) == known)
        let later = StoreMemory(run: "r", replication: "a", since: 9)
        #expect(known.after(later, now: now) == later)
    }

    @Test func theKeysTextIsReadBack() {
        let memory = StoreMemory(run: "r", replication: "a", since: 5)
        #expect(StoreMemory(memory.text) == memory)
        for text in ["", "r a", "r a -5", "r a 5 6", "r a x"] { #expect(StoreMemory(text) == nil, "\(text)") }
    }
}

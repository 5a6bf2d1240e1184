import FoundationEssentials
import Synchronization
import TestSupport
import Testing

@testable import SharedStore

@Suite("A connection to a real Redis")
struct RedisClientTests {
    @Test func commandsAreAnsweredInTheirOrderOverTCPAndASocket() async throws {
        try await RedisServer.with { server in
            for url in [server.url, "unix:\(server.socket)", "redis://127.0.0.1:\(server.port)/5"] {
                let client = try await RedisClient.connected(to: url)
                let replies = try await withThrowingTaskGroup(of: (Int, RedisReply).self) { group in
                    for number in 0..<100 {
                        group.addTask { (number, try await client.send(RedisCommand("ECHO", "\(number)"))) }
                    }
                    return try await group.reduce(into: [:]) { $0[$1.0] = $1.1.string }
                }
                #expect(replies.allSatisfy { "\($0)" == $1 } && replies.count == 100)
            }
            #expect(try await server.command("-n", "5", "EXISTS", "bearerd:memory") == "1")
        }
    }

    @Test func everyKindOfReplyIsTakenOver() async throws {
        try await RedisServer.with { server in
            let client = try await RedisClient.connected(to: server.url)
            #expect(try await client.send(RedisCommand("SET", "a", "\u{0}ü")) == .status("OK"))
            #expect(try await client.send(RedisCommand("GET", "a")) == .text([0, 0xC3, 0xBC]))
            #expect(try await client.send(RedisCommand("GET", "b")) == .nothing)
            #expect(try await client.send(RedisCommand("INCR", "c")) == .integer(1))
            #expect(try await client.send(RedisCommand("MGET", "c", "b")) == .list([.text([0x31]), .nothing]))
            await #expect(throws: StoreError.self) { try await client.send(RedisCommand("NONSENSE")) }
            let long = String(repeating: "x", count: 1_000_000)
            #expect(try await client.send(RedisCommand("ECHO", long)).string == long)
        }
    }

    @Test func tenThousandCommandsAtOnceAreAllAnswered() async throws {
        try await RedisServer.with { server in
            let client = try await RedisClient.connected(to: server.url)
            let answered = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<10_001 {
                    group.addTask {
                        do throws(StoreError) {
                            return try await client.send(RedisCommand("PING")) == .status("PONG")
                        } catch {
                            return error == .busy
                        }
                    }
                }
                return await group.reduce(0) { $1 ? $0 + 1 : $0 }
            }
            #expect(answered == 10_001)
            #expect(try await eventually { client.state.waiting == 0 })
        }
    }

    @Test func aServerThatIsKilledIsAwayAndFoundAgain() async throws {
        try await RedisServer.with { server in
            let events = StoreEvents()
            let client = try await RedisClient.connected(to: server.url, events)
            let moments = Mutex<Set<StoreMoment>>([])
            client.follow { moment in moments.withLock { _ = $0.insert(moment) } }
            server.kill()
            #expect(try await client.isAway { _ in true })
            await #expect(throws: StoreError.self) { try await client.send(RedisCommand("PING")) }
            try await server.start()
            #expect(try await eventually { client.state.absence == nil })
            #expect(try await client.send(RedisCommand("PING")) == .status("PONG"))
            #expect(try await eventually { moments.withLock(\.self) == [.away, .connected, .heartbeat] })
            #expect(events.all.filter { if case .connected = $0 { true } else { false } }.count == 2)
            #expect(events.all.contains { if case .memoryLost = $0 { true } else { false } })
        }
    }

    @Test func aPausedServerIsGivenUpAndComesBack() async throws {
        try await RedisServer.with { server in
            let client = try await RedisClient.connected(to: server.url)
            try await server.command("CLIENT", "PAUSE", "3000")
            let error = await #expect(throws: StoreError.self) { try await client.send(RedisCommand("PING")) }
            #expect(error == .away(.silent))
            #expect(try await eventually { client.state.absence == nil })
            #expect(try await client.send(RedisCommand("PING")) == .status("PONG"))
        }
    }

    @Test func whoIsNotLetInIsToldSo() async throws {
        try await RedisServer.with(["--requirepass", "secret"]) { server in
            for url in [server.url, "redis://:wrong@127.0.0.1:\(server.port)"] {
                let client = try RedisClient(RedisURL(url))
                #expect(try await client.isAway { if case .notAuthenticated = $0 { true } else { false } })
            }
            let client = try await RedisClient.connected(to: "redis://:secret@127.0.0.1:\(server.port)")
            #expect(client.state.address == "127.0.0.1:\(server.port)")
        }
    }

    @Test func aUserWithFewRightsIsEnough() async throws {
        try await RedisServer.with { server in
            try await server.command(
                ["ACL", "SETUSER", "bearerd", "on", ">p@ss", "~bearerd:*", "+set", "+get", "+info", "+time", "+select"]
            )
            let client = try await RedisClient.connected(to: "redis://bearerd:p%40ss@127.0.0.1:\(server.port)/1")
            let error = await #expect(throws: StoreError.self) { try await client.send(RedisCommand("GET", "other")) }
            guard case .refused(let text) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(text.hasPrefix("NOPERM"))
            #expect(client.state.absence == nil)
        }
    }

    @Test func aServerThatEvictsIsNotUsedAndThatIsSettledAtOnce() async throws {
        try await RedisServer.with(["--maxmemory-policy", "volatile-ttl"]) { server in
            let client = try RedisClient(RedisURL(server.url))
            let state = await client.settled(within: .seconds(60))
            #expect(state.absence == .evicts(policy: "volatile-ttl"))
        }
    }

    @Test func aReplicaIsNotUsedAndAPrimaryThatBecomesOneIsLeft() async throws {
        try await RedisServer.with { server in
            let client = try await RedisClient.connected(to: server.url)
            try await server.command("REPLICAOF", "127.0.0.1", "1")
            await #expect(throws: StoreError.self) { try await client.send(RedisCommand("SET", "a", "b")) }
            #expect(try await client.isAway { $0 == .notPrimary(role: "slave") })
            try await server.command("REPLICAOF", "NO", "ONE")
            #expect(try await eventually { client.state.absence == nil })
        }
    }

    @Test func aClockThatDiffersKeepsTheStoreAway() async throws {
        try await RedisServer.with { server in
            let client = try RedisClient(RedisURL(server.url), now: { Date() + 300 })
            #expect(
                try await client.isAway {
                    if case .clockDiffers(let seconds) = $0 { (299...301).contains(seconds) } else { false }
                }
            )
        }
    }

    @Test func aClockThatIsSetMeanwhileDoesSoToo() async throws {
        try await RedisServer.with { server in
            let offset = Atomic(0)
            let client = try await RedisClient.connected(
                to: server.url,
                now: { Date() + Double(offset.load(ordering: .relaxed)) }
            )
            offset.store(-60, ordering: .relaxed)
            #expect(
                try await client.isAway { if case .clockDiffers(let seconds) = $0 { seconds < -50 } else { false } }
            )
            offset.store(0, ordering: .relaxed)
            #expect(try await eventually { client.state.absence == nil })
        }
    }

    @Test(arguments: [
        ["FLUSHALL"], ["DEL", "bearerd:memory"], ["SET", "bearerd:memory", "x"], ["SADD", "bearerd:memory", "x"],
    ])
    func aKeyThatIsGoneOrAnotherIsALostMemory(command: [String]) async throws {
        try await RedisServer.with { server in
            let events = StoreEvents()
            let client = try await RedisClient.connected(to: server.url, events)
            #expect(client.state.memorySince == nil)
            if command[0] == "SADD" { try await server.command("DEL", "bearerd:memory") }
            try await server.command(command)
            #expect(try await eventually { client.state.memorySince != nil })
            #expect(
                try await eventually {
                    try await server.command("GET", "bearerd:memory").split(separator: " ").count == 3
                }
            )
            #expect(client.state.absence == nil)
        }
    }

    @Test func nobodyAtTheAddressIsSaid() async throws {
        let client = try RedisClient(RedisURL("unix:\(TemporaryDirectory.newPath())"))
        #expect(try await client.isAway { if case .unreachable = $0 { true } else { false } })
    }
}

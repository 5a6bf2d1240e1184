import FoundationEssentials
import OAuth
import TestSupport
import Testing

@testable import OAuth
@testable import SharedStore

@Suite("A proof is good once for all who share a store")
struct SharedReplayStoreTests {
    private let policy = DPoPPolicy()

    private func key(_ identifier: String) -> ReplayKey {
        ReplayKey(thumbprint: String(repeating: "t", count: 43), identifier: identifier)
    }

    /// As a proof that was issued so many seconds from now.
    private func use(
        _ store: SharedReplayStore,
        _ identifier: String,
        issued seconds: Double = 0
    ) async -> ReplayVerdict {
        let expiry = NumericDate(Date() + seconds) + policy.proofAge
        return await store.remember(key(identifier), of: .key("k"), until: expiry)
    }

    private static func isUnavailable(_ verdict: ReplayVerdict) -> Bool {
        if case .unavailable = verdict { true } else { false }
    }

    private func store(
        _ url: String,
        fallback: InMemoryReplayStore? = nil
    ) async throws -> SharedReplayStore {
        SharedReplayStore(client: try await RedisClient.connected(to: url), policy: policy, fallback: fallback)
    }

    @Test func ofAHundredAtOnceOnTwoMachinesExactlyOneIsNew() async throws {
        try await RedisServer.with { server in
            let stores = [try await store(server.url), try await store("unix:\(server.socket)")]
            let verdicts = await withTaskGroup(of: ReplayVerdict.self) { group in
                for index in 0..<100 { group.addTask { await use(stores[index % 2], "1") } }
                return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(verdicts == [.fresh: 1, .replayed: 99])
            #expect(await use(stores[0], "2") == .fresh)
            let time = try #require(Int(try await server.command("PTTL", "bearerd:proof:\(key("1").text)")))
            #expect((300_000...350_000).contains(time))
        }
    }

    @Test func aServerThatStartsEmptyRefusesWhatMayHaveBeenUsed() async throws {
        try await RedisServer.with { server in
            let client = try await RedisClient.connected(to: server.url)
            let store = SharedReplayStore(client: client, policy: policy)
            let before = Date()
            #expect(await use(store, "1") == .fresh)
            server.kill()
            #expect(try await client.isAway { _ in true })
            let verdict = await use(store, "2")
            #expect(Self.isUnavailable(verdict))
            try await server.start()
            #expect(try await eventually { client.state.absence == nil })
            let again = await use(store, "1", issued: before.timeIntervalSinceNow)
            guard case .unavailable(let wait, let reason) = again else {
                Issue.record("it was let through: \(again)")
                return
            }
            // The leeway, of which a slow machine has seen a part pass.
            #expect((.seconds(1)...(.seconds(45))).contains(wait))
            #expect(reason.contains("before the store began to remember"))
            // From after the leeway: nobody can have taken it before.
            var identifier = 3
            let leeway = Double(policy.proofLeeway.components.seconds)
            #expect(
                try await eventually {
                    identifier += 1
                    return await use(store, "\(identifier)", issued: leeway) == .fresh
                }
            )
        }
    }

    @Test(arguments: [false, true])
    func aStoreThatNobodyHasUsedRefusesNothingNorDoesAnOldOne(isOld: Bool) async throws {
        try await RedisServer.with { server in
            if isOld { try await server.rememberSinceLongAgo() }
            let client = try await RedisClient.connected(to: server.url)
            #expect((client.state.memorySince != nil) == isOld)
            let store = SharedReplayStore(client: client, policy: policy)
            #expect(await use(store, "1") == .fresh)
            #expect(await use(store, "1") == .replayed)
        }
    }

    @Test func whatIsNotOfThisTimeByTheStoresClockIsRefused() async throws {
        try await RedisServer.with { server in
            let store = try await store(server.url)
            let (age, leeway) = (policy.proofAge / .seconds(1), policy.proofLeeway / .seconds(1))
            #expect(await use(store, "1", issued: leeway - 1) == .fresh)
            #expect(await use(store, "2", issued: 60 - age) == .fresh)
            for seconds in [leeway + 60, -age - 60] {
                let verdict = await use(store, "\(seconds)", issued: seconds)
                #expect(Self.isUnavailable(verdict), "\(verdict)")
            }
        }
    }

    @Test func afterAFlushProofsFromBeforeAreRefused() async throws {
        try await RedisServer.with { server in
            let client = try await RedisClient.connected(to: server.url)
            let store = SharedReplayStore(client: client, policy: policy)
            let before = Date()
            #expect(await use(store, "1") == .fresh)
            try await server.command("FLUSHALL")
            #expect(try await eventually { client.state.memorySince != nil })
            #expect(Self.isUnavailable(await use(store, "1", issued: before.timeIntervalSinceNow)))
        }
    }

    @Test func withAFallbackAProofIsGoodOnceOnThisMachineWhateverTheStoreDoes() async throws {
        try await RedisServer.with { server in
            let client = try await RedisClient.connected(to: server.url)
            let own = InMemoryReplayStore(window: policy.window)
            let store = SharedReplayStore(client: client, policy: policy, fallback: own)
            let other = try await self.store(server.url)
            #expect(await use(store, "1") == .fresh)
            #expect(await use(other, "2") == .fresh)
            #expect(await use(store, "2") == .replayed)
            server.kill()
            #expect(try await client.isAway { _ in true })
            #expect(await use(store, "1") == .replayed)
            #expect(await use(store, "3") == .fresh)
            #expect(await use(store, "3") == .replayed)
            try await server.start()
            #expect(try await eventually { client.state.absence == nil })
            #expect(await use(store, "3") == .replayed)
            // From before the server's start: this machine's memory tells.
            #expect(await use(store, "4") == .fresh)
        }
    }

    @Test func aFullStoreIsFull() async throws {
        try await RedisServer.with { server in
            let store = try await store(server.url)
            try await server.command("CONFIG", "SET", "maxmemory", "1")
            guard case .full(_, let reason) = await use(store, "1") else {
                Issue.record("it was remembered")
                return
            }
            #expect(reason == "the store's memory is full")
            try await server.command("CONFIG", "SET", "maxmemory", "0")
            #expect(await use(store, "1") == .fresh)
        }
    }

    @Test func aKeyOfThisNameOfAnotherTypeIsAUsedProof() async throws {
        try await RedisServer.with { server in
            let store = try await store(server.url)
            try await server.command("RPUSH", "bearerd:proof:\(key("1").text)", "x")
            #expect(await use(store, "1") == .replayed)
        }
    }
}

import JOSE
import FoundationEssentials
import OAuth
import Synchronization
import TestSupport
import Testing

@testable import OAuth
@testable import SharedStore

@Suite("A deny-list that several servers share", .timeLimit(.minutes(10)))
struct SharedDenyListTests {
    private func entry(_ value: String, until: NumericDate? = nil) throws -> DenyEntry {
        try #require(DenyEntry(.subject, value, of: "https://a.example/", until: until))
    }

    private final class Events: Sendable {
        private let told = Mutex<[SharedDenyList.Event]>([])
        var all: [SharedDenyList.Event] { told.withLock(\.self) }
        func add(_ event: SharedDenyList.Event) { told.withLock { $0.append(event) } }
    }

    private func follow(
        _ url: String,
        copyIn directory: String? = nil,
        _ events: Events = Events()
    ) throws -> SharedDenyList {
        SharedDenyList(try RedisClient(RedisURL(url)), copyIn: directory) { events.add($0) }
    }

    private func denies(_ list: SharedDenyList, _ value: String) throws -> Bool {
        let claims = try RegisteredClaims([
            "iss": "https://a.example/", "sub": .string(value), "exp": 4_000_000_000, "iat": 1,
        ])
        return list.list.held?.entry(denying: claims, signedWith: nil, at: .now) != nil
    }

    private func editor(_ url: String) async throws -> DenyEditor {
        DenyEditor(try await RedisClient.connected(to: url))
    }

    @Test func whatOneDeniesAllDeny() async throws {
        try await RedisServer.with { server in
            let lists = try (0..<3).map { _ in try follow(server.url) }
            #expect(try await eventually { lists.allSatisfy(\.list.isLoaded) })
            try await lists[0].deny([entry("alice"), entry("bob")])
            #expect(try denies(lists[0], "alice"))
            #expect(try await eventually { try lists.allSatisfy { try denies($0, "alice") && denies($0, "bob") } })
            #expect(try !denies(lists[1], "carol"))
        }
    }

    @Test func whatIsAllowedAgainIsSoEverywhere() async throws {
        try await RedisServer.with { server in
            let list = try follow(server.url)
            let editor = try await editor(server.url)
            #expect(try await editor.deny([entry("alice")], at: .now))
            #expect(try await eventually { try denies(list, "alice") })
            #expect(try await editor.entries(at: .now) == [entry("alice")])
            #expect(try await editor.allow([entry("alice")], at: .now))
            #expect(try await eventually { try !denies(list, "alice") })
            #expect(try await editor.entries(at: .now).isEmpty)
            // The line that it supersedes is gone, and the one that says so stays for who still holds the other.
            #expect(try await server.command("XLEN", "bearerd:deny") == "1")
            #expect(try await editor.deny([entry("alice")], at: .now))
            #expect(try await eventually { try denies(list, "alice") })
        }
    }

    @Test func aListOfManyPagesIsReadWhole() async throws {
        try await RedisServer.with { server in
            let editor = try await editor(server.url)
            _ = try await editor.deny((0..<2_345).map { try entry("s\($0)") }, at: .now)
            let events = Events()
            let list = try follow(server.url, events)
            #expect(try await eventually { events.all == [.loaded(lines: 2_345)] })
            #expect(list.list.count == 2_345)
        }
    }

    @Test func nothingIsLetThroughWithoutAListAndACopyIsOne() async throws {
        try await TemporaryDirectory.with { folder in
            try await RedisServer.with { server in
                let list = try follow(server.url, copyIn: folder)
                #expect(try await eventually { list.list.isLoaded })
                try await list.deny([entry("alice")])
                #expect(try await eventually { try kept(folder).contains("alice") })
                server.kill()
                let events = Events()
                let restarted = try follow(server.url, copyIn: folder, events)
                #expect(try await eventually { try denies(restarted, "alice") })
                #expect(events.all == [.copied(lines: 1)])
                #expect(try !follow(server.url).list.isLoaded)
            }
        }
    }

    @Test func aLineThatWasCutOffByALossOfPowerIsLeftOut() throws {
        try TemporaryDirectory.with { folder in
            let copy = DenyCopy(directory: folder, name: "c")
            #expect(try copy.read() == nil)
            var table = DenyTable()
            table.merge(DenyLine(try entry("alice"), at: 1))
            try copy.write(table, at: .now)
            try copy.append([DenyLine(try entry("bob"), at: 2)])
            var bytes = try Data(contentsOf: URL(filePath: "\(folder)/c"))
            bytes.append(contentsOf: #"{"iss":"https://a.exa"#.utf8)
            try bytes.write(to: URL(filePath: "\(folder)/c"))
            #expect(try copy.read()?.count == 2)
        }
    }

    @Test func whatAStoreHasLostIsWrittenBack() async throws {
        try await RedisServer.with { server in
            let events = Events()
            let list = try follow(server.url, events)
            #expect(try await eventually { list.list.isLoaded })
            try await list.deny([entry("alice"), entry("bob")])
            server.kill()
            try await server.start()
            #expect(try await eventually { events.all.contains(.mended(lines: 2)) })
            #expect(try denies(list, "alice"))
            let newcomer = try follow(server.url)
            #expect(try await eventually { try denies(newcomer, "alice") && denies(newcomer, "bob") })
        }
    }

    @Test func aStreamThatIsTrimmedIsMendedByOneOfThem() async throws {
        try await RedisServer.with { server in
            let events = [Events(), Events(), Events()]
            let lists = try events.map { try follow(server.url, $0) }
            #expect(try await eventually { lists.allSatisfy(\.list.isLoaded) })
            try await lists[0].deny([entry("alice"), entry("bob")])
            #expect(try await eventually { try lists.allSatisfy { try denies($0, "bob") } })
            try await server.command("XTRIM", "bearerd:deny", "MAXLEN", "0")
            #expect(try await eventually { try await server.command("XLEN", "bearerd:deny") == "2" })
            #expect(try lists.allSatisfy { try denies($0, "alice") })
            // Who mends says so behind it, and the others find nothing more to mend.
            func mendings() -> Int {
                events.reduce(0) { $0 + $1.all.count { if case .mended = $0 { true } else { false } } }
            }
            #expect(try await eventually { mendings() == 1 })
        }
    }

    @Test func whatWasAllowedDoesNotComeBackFromWhoMissedIt() async throws {
        try await TemporaryDirectory.with { folder in
            try await RedisServer.with { server in
                let editor = try await editor(server.url)
                _ = try await editor.deny([entry("alice")], at: .now)
                var table = DenyTable()
                // As a machine that was off meanwhile has it.
                table.merge(DenyLine(try entry("alice"), at: 1))
                try DenyCopy(directory: folder, name: "denied.jsonl").write(table, at: .now)
                _ = try await editor.allow([entry("alice")], at: .now)
                let list = try follow(server.url, copyIn: folder)
                #expect(try await eventually { try list.list.isLoaded && !denies(list, "alice") })
                #expect(try await editor.entries(at: .now).isEmpty)
            }
        }
    }

    @Test func whatIsNoLineIsLeftOutAndCounted() async throws {
        try await RedisServer.with { server in
            let long = String(repeating: "a", count: 1_048_576)
            try await server.command("XADD", "bearerd:deny", "*", "other", "program")
            try await server.command("XADD", "bearerd:deny", "*", "line", "{", "and", "more")
            try await server.command("XADD", "bearerd:deny", "*", "line", #"{"iss":"https://a.example/"}"#)
            try await server.command("XADD", "bearerd:deny", "*", "line", String(long.prefix(100_000)))
            _ = try await editor(server.url).deny([entry("alice")], at: .now)
            let events = Events()
            let list = try follow(server.url, events)
            #expect(try await eventually { try denies(list, "alice") })
            #expect(events.all == [.strangers(4), .loaded(lines: 1)])
        }
    }

    @Test func aKeyOfAnotherTypeIsToldOnceAndWhatIsKnownCountsOn() async throws {
        try await RedisServer.with { server in
            let events = Events()
            let list = try follow(server.url, events)
            #expect(try await eventually { list.list.isLoaded })
            try await list.deny([entry("alice")])
            try await server.command("SET", "bearerd:deny", "x")
            #expect(try await eventually { events.all.contains { if case .unreadable = $0 { true } else { false } } })
            #expect(try denies(list, "alice"))
            #expect(try !follow(server.url).list.isLoaded)
            // It was written by this process, and may be gone before it has come round.
            try await server.command("DEL", "bearerd:deny")
            #expect(try await eventually { try await server.command("XLEN", "bearerd:deny") == "1" })
            #expect(events.all.count { if case .unreadable = $0 { true } else { false } } == 1)
        }
    }

    @Test func whatAFullStoreDidNotTakeBackItTakesOnceThereIsRoom() async throws {
        try await TemporaryDirectory.with { folder in
            try await RedisServer.with { server in
                let events = Events()
                let list = try follow(server.url, copyIn: folder, events)
                #expect(try await eventually { list.list.isLoaded })
                try await list.deny([entry("alice")])
                #expect(try await eventually { try kept(folder).contains("alice") })
                try await server.command("CONFIG", "SET", "maxmemory", "1")
                try await server.command("DEL", "bearerd:deny")
                #expect(
                    try await eventually {
                        events.all.contains {
                            if case .unreadable(let text) = $0 { text.contains("OOM") } else { false }
                        }
                    }
                )
                try await server.command("CONFIG", "SET", "maxmemory", "0")
                #expect(try await eventually { try await server.command("XLEN", "bearerd:deny") == "1" })
            }
        }
    }

    private func kept(_ folder: String) throws -> String {
        try String(contentsOfFile: "\(folder)/denied.jsonl", encoding: .utf8)
    }

    @Test func whoKnowsNothingWaitsForThoseWhoWriteBackWhatWasLost() async throws {
        try await RedisServer.with { server in
            let client = try await RedisClient.connected(to: server.url)
            try await server.command("DEL", "bearerd:memory")
            #expect(try await eventually { client.state.memorySince != nil })
            let since = try #require(client.state.memorySince)
            let events = Events()
            let newcomer = try follow(server.url, events)
            #expect(try await eventually { newcomer.list.isLoaded })
            #expect(Date.now >= since + 3)
            #expect(try await eventually { events.all.count == 2 })
            guard case .waiting(let end) = events.all.first else {
                Issue.record("\(events.all)")
                return
            }
            #expect(abs(end.timeIntervalSince(since) - 10) < 2)
            #expect(events.all.last == .loaded(lines: 0))
        }
    }
}

import FoundationEssentials
import Synchronization
import Testing

@testable import SharedStore

@Suite struct StoreDoorTests {
    private static func open() throws -> StoreDoor {
        let door = try StoreDoor { _ in }
        door.change { $0.condition = .connected(since: .now) }
        return door
    }

    @Test func whileTheStoreIsAwayACommandFailsAtOnce() throws {
        let door = try StoreDoor { _ in }
        let error = Mutex<StoreError?>(nil)
        door.post(RedisCommand("PING")) { result in
            if case .failure(let reason) = result { error.withLock { $0 = reason } }
        }
        #expect(error.withLock(\.self) == .away(.unknown))
        #expect(door.takeHanded().isEmpty)
        #expect(door.state.failed == 1)
    }

    @Test func moreThanTenThousandCommandsDoNotWait() throws {
        let door = try Self.open()
        let refused = Atomic(0)
        for _ in 0...StoreDoor.mostWaiting {
            door.post(RedisCommand("PING")) { result in
                if case .failure(.busy) = result { refused.add(1, ordering: .relaxed) }
            }
        }
        #expect(refused.load(ordering: .relaxed) == 1)
        #expect(door.state.waiting == StoreDoor.mostWaiting)
        let handed = door.takeHanded()
        #expect(handed.count == StoreDoor.mostWaiting)
        door.finish(handed.map { ($0, .failure(.away(.silent))) })
        #expect(door.state.waiting == 0)
        #expect(door.state.failed == StoreDoor.mostWaiting + 1)
    }

    @Test func theStoresThreadIsWokenOnceForManyCommands() throws {
        let door = try Self.open()
        for _ in 0..<3 { door.post(RedisCommand("PING")) { _ in } }
        #expect(Poll(nil, orSignalAt: door.watched, until: .now).isWoken)
        #expect(door.takeHanded().count == 3)
        #expect(!Poll(nil, orSignalAt: door.watched, until: .now).isWoken)
    }
}

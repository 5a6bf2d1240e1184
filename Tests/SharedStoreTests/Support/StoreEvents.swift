import FoundationEssentials
import Synchronization
import TestSupport
import URI

@testable import SharedStore

/// What a client has told.
final class StoreEvents: Sendable {
    private let told = Mutex<[StoreEvent]>([])

    var all: [StoreEvent] { told.withLock(\.self) }

    func add(_ event: StoreEvent) {
        told.withLock { $0.append(event) }
    }
}

/// Asks until it is so, a minute at most of a machine that has the time: by how often it asked, since a task of a busy machine
/// may sleep for all of that minute, and would not have asked twice.
nonisolated(nonsending) func eventually(_ isSo: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<1_200 {
        if try await isSo() { return true }
        try await Task.sleep(for: .milliseconds(50))
    }
    return false
}

extension RedisClient {
    /// A client of a server, once it has a connection.
    static func connected(
        to url: String,
        now: @escaping @Sendable () -> Date = { Date() },
        _ events: StoreEvents = StoreEvents()
    ) async throws -> RedisClient {
        let client = try RedisClient(RedisURL(url), now: now) { events.add($0) }
        guard try await eventually({ client.state.absence == nil }) else { throw client.state.absence ?? .unknown }
        return client
    }

    nonisolated(nonsending) func isAway(_ isIt: (StoreAbsence) -> Bool) async throws -> Bool {
        try await eventually { state.absence.map(isIt) ?? false }
    }
}

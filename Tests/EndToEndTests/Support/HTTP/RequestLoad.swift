import Synchronization

/// Clients that send the same request again and again, and count the statuses of the answers.
final class RequestLoad: Sendable {
    private let state = Mutex(State())

    private struct State {
        var statuses: [Int: Int] = [:]
        var isOver = false
    }

    /// How many answers had this status so far.
    func count(of status: Int) -> Int {
        state.withLock { $0.statuses[status] ?? 0 }
    }

    /// How many answers there were so far.
    var count: Int {
        state.withLock { $0.statuses.values.reduce(0, +) }
    }

    /// The statuses that any answer had.
    var statuses: Set<Int> {
        state.withLock { Set($0.statuses.keys) }
    }

    /// Lets the clients end after the answer they wait for.
    func end() {
        state.withLock { $0.isOver = true }
    }

    /// Sends `request` from `clients` clients until ``end()``.
    func run(clients: Int, _ request: @escaping @Sendable () async throws -> HTTPAnswer) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<clients {
                group.addTask { try await self.repeatUntilEnd(request) }
            }
            try await group.waitForAll()
        }
    }

    private func repeatUntilEnd(_ request: @Sendable () async throws -> HTTPAnswer) async throws {
        while !Task.isCancelled, !state.withLock({ $0.isOver }) {
            let status = try await request().status
            state.withLock { $0.statuses[status, default: 0] += 1 }
        }
    }
}

/// Lets a few in at a time: a deployment is three processes and a new key, and all tests start at once.
actor Gate {
    private var places: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// The task has a place already, such as that of its suite.
    @TaskLocal private static var isInside = false

    init(places: Int) {
        self.places = places
    }

    /// Runs `body` once there is a place, or at once in the place that the task has already: were it to wait for a second
    /// one, a few such tasks would wait for each other.
    nonisolated func pass<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        if Self.isInside { return try await body() }
        await enter()
        do {
            let result = try await Self.$isInside.withValue(true) { try await body() }
            await leave()
            return result
        } catch {
            await leave()
            throw error
        }
    }

    private func enter() async {
        if places > 0 {
            places -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func leave() {
        if waiting.isEmpty {
            places += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}

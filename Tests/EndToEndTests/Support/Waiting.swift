/// Asks again and again until `condition` holds; a condition that throws does not hold yet.
func waitUntil(
    _ what: String,
    within limit: Duration = .seconds(60),
    _ condition: () async throws -> Bool
) async throws {
    try await waitFor(what, within: limit) {
        guard try await condition() else { throw NotReached(what: what) }
    }
}

/// Tries again and again until `attempt` does not throw; what it gave.
func waitFor<Result>(
    _ what: String,
    within limit: Duration = .seconds(60),
    _ attempt: () async throws -> Result
) async throws -> Result {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if let result = try? await attempt() { return result }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw NotReached(what: what)
}

/// What never came to be.
struct NotReached: Error {
    let what: String
}

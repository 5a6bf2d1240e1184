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

/// Tries again and again until `attempt` does not throw; what it gave. The limit is that of a machine that has the time: after
/// it, on a busy one, `attempt` may not have been tried twice.
func waitFor<Result>(
    _ what: String,
    within limit: Duration = .seconds(60),
    _ attempt: () async throws -> Result
) async throws -> Result {
    let deadline = ContinuousClock.now + limit
    var attempts = 0
    while ContinuousClock.now < deadline || attempts < fewestAttempts {
        if let result = try? await attempt() { return result }
        attempts += 1
        try await Task.sleep(for: .milliseconds(20))
    }
    throw NotReached(what: what)
}

private let fewestAttempts = 100

/// What never came to be.
struct NotReached: Error {
    let what: String
}

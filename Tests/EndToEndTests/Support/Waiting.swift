/// Asks again and again until `condition` holds; a condition that throws does not hold yet.
func waitUntil(
    _ what: String,
    within limit: Duration = .seconds(60),
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if (try? await condition()) == true { return }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw NotReached(what: what)
}

/// A condition that never held.
struct NotReached: Error {
    let what: String
}

import Synchronization

/// Holds handlers until a test opens it, or until their tasks are cancelled.
final class CancellableGate: Sendable {
    private let isOpen = Atomic(false)
    private let arrived = Atomic(0)

    /// How many have come so far, without those that were cancelled.
    var arrivals: Int { arrived.load(ordering: .relaxed) }

    func wait() async throws {
        arrived.add(1, ordering: .relaxed)
        do {
            while !isOpen.load(ordering: .relaxed) { try await Task.sleep(for: .milliseconds(2)) }
        } catch {
            arrived.subtract(1, ordering: .relaxed)
            throw error
        }
    }

    func open() {
        isOpen.store(true, ordering: .relaxed)
    }
}

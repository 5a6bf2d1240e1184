public import FoundationEssentials
import Threads

/// A Redis that several servers share, over one connection that goes on being tried.
///
/// Nobody waits on a thread: commands are handed to a thread of the client's own, which sends together what is there, and
/// resumes who asked with the answer. While there is no connection, commands fail at once. A command that has no answer after
/// a second fails as well, and the connection is made anew; what becomes of it is told in a ``StoreEvent``.
///
/// Before anything else is asked of a server, it is looked at: it is a primary, has read its data, evicts no keys, and its
/// clock is no more than ten seconds from this machine's. A server that is not so is not used.
public final class RedisClient: Sendable {
    private let door: StoreDoor

    /// A client, which begins to connect.
    ///
    /// - Parameters:
    ///   - url: Where to, and as whom.
    ///   - now: This machine's clock.
    ///   - onEvent: Is told what happens, on the client's thread, and returns at once.
    /// - Throws: ``StoreAbsence/unreachable(_:)`` where the process has no descriptor or no thread left.
    public convenience init(
        _ url: RedisURL,
        now: @escaping @Sendable () -> Date = { Date() },
        onEvent: @escaping @Sendable (StoreEvent) -> Void = { _ in }
    ) throws(StoreAbsence) {
        try self.init(url, knowing: nil, now: now, onEvent: onEvent)
    }

    /// A client of a process that has used the store before: `memory` is what ``StoreState/memory`` was then.
    package init(
        _ url: RedisURL,
        knowing memory: String?,
        now: @escaping @Sendable () -> Date = { Date() },
        onEvent: @escaping @Sendable (StoreEvent) -> Void
    ) throws(StoreAbsence) {
        let door = try StoreDoor(onEvent: onEvent)
        self.door = door
        let thread = Thread(name: "store") {
            var loop = StoreLoop(url, door, knowing: memory.flatMap(StoreMemory.init)) {
                Int64(now().timeIntervalSince1970 * 1_000)
            }
            loop.run()
        }
        do throws(NoThread) { try thread.start() } catch { throw .unreachable("there is no thread left") }
    }

    deinit { door.stop() }

    /// How the store is now.
    public var state: StoreState { door.state }

    /// Sends a command, and waits for its answer.
    ///
    /// - Returns: The answer, which is no ``RedisReply/error(_:)``.
    /// - Throws: Why there is none. Whether the command was carried out is known only of ``StoreError/refused(_:)`` and
    ///   ``StoreError/busy``: it was not.
    public func send(_ command: RedisCommand) async throws(StoreError) -> RedisReply {
        try await answer(to: command).reply
    }

    /// Sends a command, and waits for its answer, with what is known of the memory that gave it.
    package func answer(to command: RedisCommand) async throws(StoreError) -> StoreAnswer {
        let result: Result<StoreAnswer, StoreError> = await withCheckedContinuation { continuation in
            door.post(command) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// Has `body` called on the client's thread at each moment that there is from now on. It returns at once: it may start a
    /// task that sends commands.
    package func follow(_ body: @escaping @Sendable (StoreMoment) -> Void) {
        door.follow(body)
    }

    /// Waits until there is a connection, or until it is known that there will be none that is any good, but no longer than
    /// this.
    ///
    /// - Returns: How the store is then.
    public func settled(within limit: Duration) async -> StoreState {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            switch state.absence {
            case nil, .evicts?: return state
            default: try? await Task.sleep(for: .milliseconds(10))
            }
        }
        return state
    }
}

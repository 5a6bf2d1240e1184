import FoundationEssentials
import Synchronization
import Threads

/// What the store's thread and all others share: commands on their way to it, and how the store is.
final class StoreDoor: Sendable {
    /// Commands that wait for their answers; further ones are not taken.
    static let mostWaiting = 10_000
    /// The longest that a command waits for its answer.
    static let answerTimeout = Duration.seconds(1)

    typealias Delivery = @Sendable (Result<StoreAnswer, StoreError>) -> Void

    /// A command that somebody waits for.
    struct Handed: Sendable {
        let command: RedisCommand
        let deadline: ContinuousClock.Instant
        let deliver: Delivery
    }

    fileprivate struct Shared {
        var state: StoreState
        var handed: [Handed] = []
        var isSignalled = false
        var isStopped = false
        var followers: [@Sendable (StoreMoment) -> Void] = []
    }

    private let shared: Mutex<Shared>
    private let wakeup: Wakeup
    private let onEvent: @Sendable (StoreEvent) -> Void

    init(onEvent: @escaping @Sendable (StoreEvent) -> Void) throws(StoreAbsence) {
        guard let wakeup = Wakeup() else { throw .unreachable("there is no descriptor left") }
        self.wakeup = wakeup
        self.onEvent = onEvent
        shared = Mutex(Shared(state: StoreState(condition: .away(since: .now, .unknown))))
    }

    var state: StoreState { shared.withLock(\.state) }

    // MARK: For everybody

    /// Hands a command over. It is told what became of it, once: at once where the store is away or busy, else on the store's
    /// thread, where nobody may wait.
    func post(_ command: RedisCommand, _ deliver: @escaping Delivery) {
        let handed = Handed(command: command, deadline: .now + Self.answerTimeout, deliver: deliver)
        let (refusal, mustSignal) = shared.withLock { $0.take(handed) }
        if let refusal { deliver(.failure(refusal)) }
        if mustSignal { wakeup.signal() }
    }

    func follow(_ follower: @escaping @Sendable (StoreMoment) -> Void) {
        shared.withLock { $0.followers.append(follower) }
    }

    func stop() {
        shared.withLock { $0.isStopped = true }
        wakeup.signal()
    }

    // MARK: For the store's thread

    /// Becomes readable when something was handed over.
    var watched: Int32 { wakeup.descriptor }

    var isStopped: Bool { shared.withLock(\.isStopped) }

    /// What was handed over since.
    func takeHanded() -> [Handed] {
        wakeup.clear()
        return shared.withLock { shared in
            shared.isSignalled = false
            defer { shared.handed = [] }
            return shared.handed
        }
    }

    /// Tells those who wait what became of their commands.
    func finish(_ results: [(handed: Handed, result: Result<StoreAnswer, StoreError>)]) {
        guard !results.isEmpty else { return }
        shared.withLock { shared in
            shared.state.waiting -= results.count
            for (_, result) in results {
                if case .success = result { shared.state.answered += 1 } else { shared.state.failed += 1 }
            }
        }
        for (handed, result) in results { handed.deliver(result) }
    }

    func change(_ change: (inout StoreState) -> Void) {
        shared.withLock { change(&$0.state) }
    }

    func tell(_ event: StoreEvent) {
        onEvent(event)
    }

    func tell(_ moment: StoreMoment) {
        for follower in shared.withLock(\.followers) { follower(moment) }
    }
}

extension StoreDoor.Shared {
    /// - Returns: Why it is not taken, and whether the store's thread must be woken.
    fileprivate mutating func take(_ command: StoreDoor.Handed) -> (StoreError?, mustSignal: Bool) {
        let refusal: StoreError? =
            if let absence = state.absence { .away(absence) } else if state.waiting >= StoreDoor.mostWaiting {
                .busy
            } else { nil }
        guard refusal == nil else {
            state.failed += 1
            return (refusal, false)
        }
        state.waiting += 1
        handed.append(command)
        defer { isSignalled = true }
        return (nil, !isSignalled)
    }
}

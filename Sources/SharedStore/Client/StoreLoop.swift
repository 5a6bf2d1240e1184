import FoundationEssentials

/// What the store's thread does, from its start to its end: it connects, serves the connection, and connects again.
///
/// It is a value of the function that runs on that thread, so no other can touch it.
struct StoreLoop: ~Copyable {
    private static let shortestPause = Duration.milliseconds(50)
    private static let longestPause = Duration.milliseconds(500)

    private let door: StoreDoor
    private var handshake: StoreHandshake
    private var memory: StoreMemory?
    private var difference: Int64?
    private var pause = Self.shortestPause

    init(_ url: RedisURL, _ door: StoreDoor, knowing memory: StoreMemory?, now: @escaping @Sendable () -> Int64) {
        self.door = door
        self.memory = memory
        handshake = StoreHandshake(url, now: now)
    }

    mutating func run() {
        while !door.isStopped {
            do throws(StoreAbsence) {
                var session = try handshake.connect(knowing: memory, ahead: difference)
                begin(session)
                let absence = session.serve(door)
                memory = session.memory
                difference = session.clock.difference
                leave(absence, session.takeHanded())
            } catch { leave(error, []) }
            wait()
        }
        leave(.stopped, [])
    }

    private mutating func begin(_ session: borrowing StoreSession) {
        pause = Self.shortestPause
        let address = session.address.description
        let since = session.memory.date
        let difference = Duration.milliseconds(session.clock.difference)
        let isLost = memory.map { $0 != session.memory } ?? false
        memory = session.memory
        let text = session.memory.text
        door.change {
            $0.condition = .connected(since: .now)
            $0.address = address
            $0.memorySince = since
            $0.memory = text
            $0.clockDifference = difference
        }
        door.tell(.connected(to: address))
        if isLost, let since { door.tell(StoreEvent.memoryLost(since: since)) }
        door.tell(.connected)
    }

    /// From now on commands are refused, and those that wait have no answer.
    private func leave(_ absence: StoreAbsence, _ unanswered: [StoreDoor.Handed]) {
        let before = door.state.absence
        door.change { state in
            if case .away(let since, _) = state.condition {
                state.condition = .away(since: since, absence)
            } else {
                state.condition = .away(since: .now, absence)
            }
        }
        let handed = unanswered + door.takeHanded()
        door.finish(handed.map { ($0, .failure(.away(absence))) })
        if before != absence, absence != .stopped { door.tell(.away(absence)) }
        if before == nil { door.tell(StoreMoment.away) }
    }

    /// For a while that grows, and is not the same on every machine.
    private mutating func wait() {
        let deadline = ContinuousClock.now + pause * Double.random(in: 0.5...1)
        pause = min(pause * 2, Self.longestPause)
        while !door.isStopped, ContinuousClock.now < deadline {
            if Poll(nil, orSignalAt: door.watched, until: deadline).isWoken { _ = door.takeHanded() }
        }
    }
}

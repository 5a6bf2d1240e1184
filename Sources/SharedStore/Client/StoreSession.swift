import DequeModule
import FoundationEssentials

/// One connection, from the moment at which it is good, until something is wrong with it. Only the store's thread has it.
struct StoreSession: ~Copyable {
    private static let beat = Duration.milliseconds(250)

    /// What a reply is the answer to.
    private enum Question {
        case handed(StoreDoor.Handed)
        case memory
        case time(sent: ContinuousClock.Instant)
        case newMemory
    }

    let address: ServerAddress
    private(set) var memory: StoreMemory
    private(set) var clock: StoreClock
    private var connection: RedisConnection
    private var questions = Deque<(question: Question, deadline: ContinuousClock.Instant)>()
    private var nextBeat = ContinuousClock.now + Self.beat
    private var isBeatUnderWay = false

    /// Takes a connection over, with what was found out at its beginning.
    init(_ address: ServerAddress, _ connection: consuming RedisConnection, _ memory: StoreMemory, _ clock: StoreClock)
    {
        self.address = address
        self.connection = connection
        self.memory = memory
        self.clock = clock
    }

    /// Sends what is handed over and delivers what is answered, until there is a reason to end.
    mutating func serve(_ door: borrowing StoreDoor) -> StoreAbsence {
        do throws(StoreAbsence) {
            while !door.isStopped { try turn(door) }
            return .stopped
        } catch { return error }
    }

    /// Those whose commands will have no answer.
    mutating func takeHanded() -> [StoreDoor.Handed] {
        defer { questions.removeAll() }
        return questions.compactMap { question, _ in
            if case .handed(let handed) = question { handed } else { nil }
        }
    }

    private mutating func turn(_ door: borrowing StoreDoor) throws(StoreAbsence) {
        let deadline = questions.first.map { min($0.deadline, nextBeat) } ?? nextBeat
        let poll = Poll(
            connection.descriptor,
            writing: connection.hasOutput,
            orSignalAt: door.watched,
            until: deadline
        )
        if poll.isWoken {
            for handed in door.takeHanded() { ask(.handed(handed), handed.command, until: handed.deadline) }
        }
        if poll.isReadable { try answer(try connection.receive(), door) }
        let now = ContinuousClock.now
        if let first = questions.first, first.deadline <= now { throw .silent }
        if nextBeat <= now { heartbeat(now, door) }
        try connection.flush()
    }

    private mutating func ask(_ question: Question, _ command: RedisCommand, until deadline: ContinuousClock.Instant) {
        questions.append((question, deadline))
        connection.append(command)
    }

    private mutating func heartbeat(_ now: ContinuousClock.Instant, _ door: borrowing StoreDoor) {
        nextBeat = now + Self.beat
        guard !isBeatUnderWay else { return }
        isBeatUnderWay = true
        ask(.memory, RedisCommand("GET", StoreMemory.key), until: now + StoreDoor.answerTimeout)
        ask(.time(sent: now), RedisCommand("TIME"), until: now + StoreDoor.answerTimeout)
        door.tell(.heartbeat)
    }

    // MARK: Answers

    private mutating func answer(_ replies: [RedisReply], _ door: borrowing StoreDoor) throws(StoreAbsence) {
        var results: [(StoreDoor.Handed, Result<StoreAnswer, StoreError>)] = []
        results.reserveCapacity(replies.count)
        defer { door.finish(results) }
        for reply in replies {
            guard let question = questions.popFirst()?.question else { throw .refused("an answer to no question") }
            switch question {
            case .handed(let handed):
                results.append((handed, result(of: reply)))
                try Self.checkServer(reply)
            case .memory: try lookAtMemory(reply, door)
            case .time(let sent): try lookAtTime(reply, sent, door)
            case .newMemory: try Self.check(reply)
            }
        }
    }

    private func result(of reply: RedisReply) -> Result<StoreAnswer, StoreError> {
        if case .error(let text) = reply { return .failure(.refused(text)) }
        return .success(StoreAnswer(reply: reply, memorySince: memory.since, now: clock.storeNow))
    }

    private mutating func lookAtMemory(_ reply: RedisReply, _ door: borrowing StoreDoor) throws(StoreAbsence) {
        let stored = try StoreMemory(reply)
        let found = memory.after(stored, now: clock.storeNow)
        guard found != memory else { return }
        memory = found
        if found != stored {
            ask(.newMemory, found.command, until: .now + StoreDoor.answerTimeout)
        }
        let since = Date(milliseconds: found.since)
        let text = found.text
        door.change {
            $0.memorySince = since
            $0.memory = text
        }
        door.tell(.memoryLost(since: since))
        door.tell(.memoryLost)
    }

    private mutating func lookAtTime(
        _ reply: RedisReply,
        _ sent: ContinuousClock.Instant,
        _ door: borrowing StoreDoor
    ) throws(StoreAbsence) {
        isBeatUnderWay = false
        let roundTrip = sent.duration(to: .now)
        try clock.set(by: reply, after: roundTrip)
        let difference = Duration.milliseconds(clock.difference)
        door.change {
            $0.roundTrip = roundTrip
            $0.clockDifference = difference
        }
    }

    /// Whether the server still takes commands.
    private static func checkServer(_ reply: RedisReply) throws(StoreAbsence) {
        guard case .error(let text) = reply else { return }
        switch text.prefix(while: { $0 != " " }) {
        case "READONLY", "MASTERDOWN": throw .notPrimary(role: "replica")
        case "LOADING": throw .loading
        case "NOAUTH": throw .notAuthenticated("NOAUTH")
        default: break
        }
    }

    /// Whether it carries out what it is asked every time.
    static func check(_ reply: RedisReply) throws(StoreAbsence) {
        try checkServer(reply)
        if case .error(let text) = reply { throw .refused(text) }
    }
}

extension StoreMemory {
    /// What a reply to `GET` has; `nil` where there is no such key, or something else under its name.
    init?(_ reply: RedisReply) throws(StoreAbsence) {
        // Where the key is of another type, somebody else has put it there.
        if case .error(let text) = reply, text.hasPrefix("WRONGTYPE") { return nil }
        try StoreSession.check(reply)
        guard let text = reply.string else { return nil }
        self.init(text)
    }

    /// Puts it into the store, whatever is there.
    var command: RedisCommand { RedisCommand("SET", Self.key, text) }
}

extension Date {
    init(milliseconds: Int64) {
        self.init(timeIntervalSince1970: Double(milliseconds) / 1_000)
    }
}

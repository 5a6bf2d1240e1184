import Files
import OAuth

/// Keeps a list as the stream has it, and the stream as the list.
///
/// It is looked at four times a second. What it misses by a failover, or by somebody who trims the stream, it notices by the number
/// of entries, or is told by the connection (`LoadFlag`), and then reads all of it.
struct DenyFollowing {
    /// Between two looks at the whole stream that only its length causes.
    private static let pause = Duration.seconds(5)
    /// The longest time without one, whatever goes unnoticed.
    private static let longestPause = Duration.seconds(600)
    /// How long others leave the mending to one process, in milliseconds.
    private static let turn = "10000"
    /// How long a process that knows nothing leaves it to others to write back what a store has lost.
    private static let mendingTime = Duration.seconds(10)
    /// The most that a process waits before it mends, so that a fleet does not do so at once.
    private static let longestDelay = 500
    /// Looks between two searches for what has ended: a minute.
    private static let looksBetweenSweeps = 240

    let list: DenyList
    let stream: DenyStream
    let copy: DenyCopy?
    let isLoadDue: LoadFlag
    let onEvent: @Sendable (SharedDenyList.Event) -> Void

    private var position = DenyStream.Position.start
    /// How many entries the stream has, as far as they were read.
    private var length: Int64 = 0
    private var strangers = 0
    private var loadedAt: ContinuousClock.Instant?
    private var mendsAt: ContinuousClock.Instant?
    private var looks = 0
    private var isCopyWritten = false
    private var isWaitTold = false
    private var told: SharedDenyList.Event?

    init(
        list: DenyList,
        stream: DenyStream,
        copy: DenyCopy?,
        isLoadDue: LoadFlag,
        onEvent: @escaping @Sendable (SharedDenyList.Event) -> Void
    ) {
        self.list = list
        self.stream = stream
        self.copy = copy
        self.isLoadDue = isLoadDue
        self.onEvent = onEvent
    }

    /// Counts what this machine has kept, until the store is asked.
    func readCopy() {
        guard let copy else { return }
        do throws(FileRefusal) {
            guard let table = try copy.read() else { return }
            list.replace(with: table)
            onEvent(.copied(lines: table.count))
        } catch {
            onEvent(.notKept(reason: "\(error)"))
        }
    }

    /// Reads what was added, or all of it, and writes back what the store lacks.
    mutating func look() async {
        do throws(StoreError) {
            try await read()
            try await mendIfDue()
            told = nil
        } catch { tell(error) }
        sweep()
    }

    /// Once for each reason; that the store is away is told by the connection.
    private mutating func tell(_ error: StoreError) {
        if case .away = error { return }
        let event = SharedDenyList.Event.unreadable(reason: error.description)
        if told != event { onEvent(event) }
        told = event
    }

    private mutating func sweep() {
        looks += 1
        guard looks % Self.looksBetweenSweeps == 0 else { return }
        list.forget(at: .now)
    }

    // MARK: Reading

    private mutating func read() async throws(StoreError) {
        guard !isLoadDue.take(), loadedAt != nil else { return try await loadUnlessTooEarly() }
        do throws(StoreError) {
            try await follow()
            if try await hasShrunk() { try await load() }
        } catch {
            // What was missed meanwhile may be gone.
            isLoadDue.set()
            throw error
        }
    }

    private mutating func loadUnlessTooEarly() async throws(StoreError) {
        do throws(StoreError) {
            if !list.isLoaded, let end = stream.lossEnds(after: Self.mendingTime) {
                if !isWaitTold { onEvent(.waiting(until: end)) }
                isWaitTold = true
                return isLoadDue.set()
            }
            try await load()
        } catch {
            isLoadDue.set()
            throw error
        }
    }

    private mutating func follow() async throws(StoreError) {
        while true {
            let page = try await stream.page(after: position)
            position = page.end
            length += Int64(page.count)
            count(strangers: page.strangers)
            let lines = page.lines.map(\.line)
            take(lines)
            keep(lines)
            if page.isLast { return }
        }
    }

    /// Entries were taken out: by who denied or allowed something, or by who trims what is not theirs.
    private func hasShrunk() async throws(StoreError) -> Bool {
        guard let loadedAt, loadedAt + Self.pause < .now else { return false }
        if loadedAt + Self.longestPause < .now { return true }
        return try await stream.length() < length
    }

    private mutating func load() async throws(StoreError) {
        let (table, end) = try await stream.table()
        position = end.position
        length = end.count
        loadedAt = .now
        strangers = 0
        count(strangers: end.strangers)
        let isFirst = !list.isLoaded
        take(Array(table.lines(at: .distantPast)))
        if isFirst { onEvent(.loaded(lines: table.count)) }
        writeCopy()
        // Whoever else lacks nothing has seen this stream as well: they take turns.
        mendsAt = lacks(table).isEmpty ? nil : .now + .milliseconds(Int.random(in: 0..<Self.longestDelay))
    }

    private func take(_ lines: [DenyLine]) {
        if !list.merge(lines).hadRoom { onEvent(.full) }
    }

    private mutating func keep(_ lines: [DenyLine]) {
        // Also those that this process has written itself, and so knows already.
        let lines = lines.filter { list.line(about: $0.entry) == $0 }
        guard isCopyWritten, let copy, !lines.isEmpty else { return }
        do throws(FileRefusal) { try copy.append(lines) } catch { failToKeep(error) }
    }

    private mutating func count(strangers more: Int) {
        guard more > 0 else { return }
        strangers += more
        onEvent(.strangers(strangers))
    }

    private mutating func writeCopy() {
        guard let copy, let table = list.held else { return }
        do throws(FileRefusal) {
            try copy.write(table, at: .now)
            isCopyWritten = true
        } catch {
            failToKeep(error)
        }
    }

    private mutating func failToKeep(_ refusal: FileRefusal) {
        isCopyWritten = false
        onEvent(.notKept(reason: "\(refusal)"))
    }

    // MARK: Mending

    /// What the list has and the stream does not.
    private func lacks(_ table: DenyTable) -> [DenyLine] {
        guard let held = list.held else { return [] }
        return held.lines(at: .now).filter { table.line(about: $0.entry) != $0 }
    }

    private mutating func mendIfDue() async throws(StoreError) {
        guard let time = mendsAt, time <= .now else { return }
        // Where another process mends, or the store takes nothing: look again when a turn is over.
        mendsAt = .now + .seconds(10)
        guard try await stream.takesTurn(for: Self.turn) else { return }
        let lines = lacks(try await stream.table().table)
        for line in lines { try await stream.add(line) }
        mendsAt = nil
        if !lines.isEmpty { onEvent(.mended(lines: lines.count)) }
    }
}

extension NumericDate {
    /// Before everything that is denied.
    fileprivate static let distantPast = NumericDate(secondsSinceEpoch: -.infinity)
}

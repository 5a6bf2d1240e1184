import FoundationEssentials
import OAuth

/// The lines of the deny-list in the store: a stream, to which lines are added and from which superseded ones are taken.
struct DenyStream: Sendable {
    static let key = "bearerd:deny"
    private static let field = "line"
    /// Entries that are asked for at once.
    private static let page = 1_000

    /// Where one has come to: identifiers of a stream only grow.
    struct Position: Sendable, Equatable {
        fileprivate(set) var identifier: String
        static let start = Position(identifier: "0-0")
    }

    /// Entries of the stream, in their order.
    struct Page: Sendable {
        var lines: [(identifier: String, line: DenyLine)] = []
        /// Entries that are no lines of ours.
        var strangers = 0
        /// How many entries there were.
        var count = 0
        var end: Position
        var isLast: Bool { count < DenyStream.page }
    }

    let client: RedisClient

    /// The entries behind a position.
    func page(after position: Position) async throws(StoreError) -> Page {
        let reply = try await client.send(
            RedisCommand("XREAD", "COUNT", "\(Self.page)", "STREAMS", Self.key, position.identifier)
        )
        var page = Page(end: position)
        if reply == .nothing { return page }
        // One stream was asked for: its name, and its entries.
        guard let stream = reply.elements?.first?.elements, stream.count == 2, let entries = stream[1].elements else {
            throw .refused("no stream in the answer to XREAD")
        }
        for entry in entries {
            guard let parts = entry.elements, parts.count == 2, let identifier = parts[0].string else {
                throw .refused("no entry in the answer to XREAD")
            }
            page.count += 1
            page.end = Position(identifier: identifier)
            if let line = Self.line(parts[1].elements ?? []) {
                page.lines.append((identifier, line))
            } else {
                page.strangers += 1
            }
        }
        return page
    }

    /// All of it.
    func table() async throws(StoreError) -> (table: DenyTable, end: End) {
        var table = DenyTable()
        let end = try await read { page in
            for (_, line) in page.lines { table.merge(line) }
        }
        return (table, end)
    }

    /// All of its lines, also those that others supersede.
    func lines() async throws(StoreError) -> [(identifier: String, line: DenyLine)] {
        var lines: [(identifier: String, line: DenyLine)] = []
        _ = try await read { lines += $0.lines }
        return lines
    }

    private func read(_ take: (Page) -> Void) async throws(StoreError) -> End {
        var end = End()
        while true {
            let page = try await page(after: end.position)
            take(page)
            end.position = page.end
            end.count += Int64(page.count)
            end.strangers += page.strangers
            if page.isLast { return end }
        }
    }

    /// Where a look at all of the stream ended.
    struct End: Sendable {
        var position = Position.start
        var count: Int64 = 0
        var strangers = 0
    }

    /// The store's clock, in milliseconds since 1970.
    func now() async throws(StoreError) -> Int64 {
        guard let time = StoreClock.time(try await client.send(RedisCommand("TIME"))) else {
            throw .refused(StoreClock.noTime)
        }
        return time
    }

    /// When so much time will have gone by since the store may have lost its memory, by this machine's clock; `nil` when it has.
    func lossEnds(after time: Duration) -> Date? {
        let state = client.state
        guard let since = state.memorySince else { return nil }
        let end = since + time / .seconds(1) + (state.clockDifference ?? .zero) / .seconds(1)
        return Date.now < end ? end : nil
    }

    /// Whether this process may mend the stream now, for so many milliseconds.
    func takesTurn(for milliseconds: String) async throws(StoreError) -> Bool {
        let key = Self.key + ":mending"
        return try await client.send(RedisCommand("SET", key, "1", "NX", "PX", milliseconds)) != .nothing
    }

    /// Which memory answers.
    var memory: String? { client.state.memory }

    /// How many entries there are.
    func length() async throws(StoreError) -> Int64 {
        guard case .integer(let length) = try await client.send(RedisCommand("XLEN", Self.key)) else {
            throw .refused("no number in the answer to XLEN")
        }
        return length
    }

    /// Adds a line.
    func add(_ line: DenyLine) async throws(StoreError) {
        let text = String(decoding: line.bytes, as: UTF8.self)
        _ = try await client.send(RedisCommand("XADD", Self.key, "*", Self.field, text))
    }

    /// Takes entries out whose lines count no more.
    func remove(_ identifiers: [String]) async throws(StoreError) {
        guard !identifiers.isEmpty else { return }
        _ = try await client.send(RedisCommand(["XDEL", Self.key] + identifiers))
    }

    /// Waits until a replica has what was added, if there is any.
    ///
    /// - Returns: Whether one has, or there is none.
    func isReplicated() async throws(StoreError) -> Bool {
        guard case .integer(let known) = try await client.send(RedisCommand("WAIT", "0", "1")), known > 0 else {
            return true
        }
        guard case .integer(let reached) = try await client.send(RedisCommand("WAIT", "1", "800")) else { return false }
        return reached > 0
    }

    private static func line(_ fields: [RedisReply]) -> DenyLine? {
        guard fields.count == 2, fields[0].string == field, case .text(let bytes) = fields[1] else { return nil }
        return try? DenyLine(parsing: bytes)
    }
}

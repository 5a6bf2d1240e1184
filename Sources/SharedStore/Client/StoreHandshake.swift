import URI

/// What is said at the beginning of each connection, before anything else.
struct StoreHandshake {
    /// The longest time for connecting and for this.
    private static let limit = Duration.seconds(1)
    /// For one Sentinel, of which others may answer.
    private static let sentinelLimit = Duration.milliseconds(500)

    private let url: RedisURL
    private let now: @Sendable () -> Int64
    /// Which Sentinel has answered last.
    private var firstSentinel = 0

    init(_ url: RedisURL, now: @escaping @Sendable () -> Int64) {
        self.url = url
        self.now = now
    }

    /// A connection to a server that can be trusted to remember.
    ///
    /// - Parameters:
    ///   - known: The memory that was in use before.
    ///   - difference: How far this machine's clock was ahead of that one's, in milliseconds.
    /// - Returns: The connection, with what is known of the server.
    /// - Throws: Why there is none.
    mutating func connect(
        knowing known: StoreMemory?,
        ahead difference: Int64?
    ) throws(StoreAbsence) -> StoreSession {
        let address = try primary()
        let deadline = ContinuousClock.now + Self.limit
        var connection = try RedisConnection.connected(to: address, until: deadline)
        try logIn(&connection, until: deadline)
        let sent = ContinuousClock.now
        let questions = [RedisCommand("INFO"), RedisCommand("TIME"), RedisCommand("GET", StoreMemory.key)]
        let replies = try connection.exchange(questions, until: deadline)
        try StoreSession.check(replies[0])
        guard let server = replies[0].string.flatMap(ServerInformation.init) else {
            throw .refused("INFO without what a Redis says of itself")
        }
        try server.check()
        var clock = StoreClock(now: now)
        try clock.set(by: replies[1], after: sent.duration(to: .now))
        let stored = try StoreMemory(replies[2])
        if stored == nil, known == nil, server.hasOnlyJustStarted { throw .young }
        // The clock of the one before may have been ahead of this one's, and proofs are as new as that one allowed.
        let lead = difference.map { max(0, clock.difference - $0) } ?? 0
        let memory = StoreMemory.found(at: server, stored: stored, known: known, now: clock.storeNow + lead)
        if memory != stored {
            for reply in try connection.exchange([memory.command], until: deadline) { try StoreSession.check(reply) }
        }
        return StoreSession(address, connection, memory, clock)
    }

    private func logIn(
        _ connection: inout RedisConnection,
        until deadline: ContinuousClock.Instant
    ) throws(StoreAbsence) {
        var commands = [authentication].compactMap(\.self)
        if url.database != 0 { commands.append(RedisCommand("SELECT", String(url.database))) }
        guard !commands.isEmpty else { return }
        let replies = try connection.exchange(commands, until: deadline)
        if authentication != nil { try Self.checkAuthenticated(replies[0]) }
        for reply in replies { try StoreSession.check(reply) }
    }

    /// `nil` without a password.
    private var authentication: RedisCommand? {
        url.password.map { RedisCommand(["AUTH"] + [url.user, $0].compactMap(\.self)) }
    }

    private static func checkAuthenticated(_ reply: RedisReply) throws(StoreAbsence) {
        guard case .error(let text) = reply else { return }
        // Some servers repeat in their sentence what they were told.
        throw .notAuthenticated(String(text.prefix { $0 != " " }))
    }

    // MARK: Where to

    private mutating func primary() throws(StoreAbsence) -> ServerAddress {
        switch url.place {
        case .server(let host): return ServerAddress(host)
        case .socket(let path): return .socket(path)
        case .sentinels(let hosts, let name): return try primary(named: name, of: hosts.map(ServerAddress.init))
        }
    }

    private mutating func primary(
        named name: String,
        of sentinels: [ServerAddress]
    ) throws(StoreAbsence) -> ServerAddress {
        var last = StoreAbsence.unknown
        for index in sentinels.indices.map({ ($0 + firstSentinel) % sentinels.count }) {
            do throws(StoreAbsence) {
                let address = try ask(sentinels[index], for: name)
                firstSentinel = index
                return address
            } catch { last = error }
        }
        throw .unreachable("no Sentinel names the primary \(name): \(last)")
    }

    private func ask(_ sentinel: ServerAddress, for name: String) throws(StoreAbsence) -> ServerAddress {
        let deadline = ContinuousClock.now + Self.sentinelLimit
        var connection = try RedisConnection.connected(to: sentinel, until: deadline)
        let question = RedisCommand("SENTINEL", "get-master-addr-by-name", name)
        var reply = try connection.exchange([question], until: deadline)[0]
        if case .error(let text) = reply, text.hasPrefix("NOAUTH"), let authentication {
            try Self.checkAuthenticated(connection.exchange([authentication], until: deadline)[0])
            reply = try connection.exchange([question], until: deadline)[0]
        }
        try StoreSession.check(reply)
        guard let words = reply.elements?.compactMap(\.string), words.count == 2, let port = UInt16(words[1]) else {
            throw .refused("it knows no primary of this name")
        }
        return .host(words[0], port: port)
    }
}

extension ServerAddress {
    /// An IPv6 address without its brackets.
    init(_ host: HostAndPort) {
        self = .host(host.host.filter { $0 != "[" && $0 != "]" }, port: host.port)
    }
}

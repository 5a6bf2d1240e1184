import Files
import OAuth
import SharedStore

/// Where a deny-list is, to be changed.
enum DenyPlace {
    /// `DENY_FILE`.
    case file(String)
    /// `REDIS_URL`.
    case store(RedisURL)

    /// How long a command waits for the store to be there.
    private static let longestWait = Duration.seconds(3)

    /// What is denied, and was not taken back, at `now`.
    func entries(at now: NumericDate) async throws(DenyFailure) -> [DenyEntry] {
        switch self {
        case .file(let path):
            let list: DenyList
            do throws(DenyFile.Mistake) { list = try DenyFile(path).list } catch {
                throw DenyFailure(reason: "\(path) is no deny-list: \(error)")
            }
            return list.held?.lines(at: now).filter { !$0.isAllowed }.map(\.entry) ?? []
        case .store(let url):
            return try await Self.ask(url) { editor throws(StoreError) in try await editor.entries(at: now) }
        }
    }

    /// Denies this from now on.
    ///
    /// - Returns: What whoever denies had better know; `nil` where all is well.
    @discardableResult
    func deny(_ entries: [DenyEntry], at now: NumericDate) async throws(DenyFailure) -> String? {
        switch self {
        case .file(let path):
            try Self.deny(entries, in: path, at: now)
            return nil
        case .store(let url):
            return try await Self.change(url) { editor throws(StoreError) in try await editor.deny(entries, at: now) }
        }
    }

    /// Allows again what these entries deny.
    ///
    /// - Returns: As for ``deny(_:at:)``.
    @discardableResult
    func allow(_ entries: [DenyEntry], at now: NumericDate) async throws(DenyFailure) -> String? {
        switch self {
        case .file(let path):
            // Whoever reads the file reads all of it: what is not there is not denied.
            try Self.change(path, at: now) { table in
                for entry in entries { table.remove(entry) }
            }
            return nil
        case .store(let url):
            return try await Self.change(url) { editor throws(StoreError) in try await editor.allow(entries, at: now) }
        }
    }

    /// Denies this in a file.
    static func deny(_ entries: [DenyEntry], in path: String, at now: NumericDate) throws(DenyFailure) {
        try change(path, at: now) { table in
            for entry in entries {
                table.merge(DenyLine(entry).written(at: now.milliseconds, after: table.line(about: entry)?.at))
            }
        }
    }

    private static func change(
        _ path: String,
        at now: NumericDate,
        _ change: (inout DenyTable) -> Void
    ) throws(DenyFailure) {
        do {
            try SharedFile(path).replace(maxBytes: DenyFile.longest) { content in
                var table = try DenyFile.table(content ?? [], at: now)
                change(&table)
                return Array(table.lines(at: now).map { $0.bytes + [UInt8(ascii: "\n")] }.joined())
            }
        } catch let mistake as DenyFile.Mistake {
            throw DenyFailure(reason: "\(path) is no deny-list: \(mistake)")
        } catch {
            throw DenyFailure(reason: "\(path) cannot be changed: \(error)")
        }
    }

    private static func change(
        _ url: RedisURL,
        _ change: (DenyEditor) async throws(StoreError) -> Bool
    ) async throws(DenyFailure) -> String? {
        let isReplicated = try await ask(url, change)
        return isReplicated ? nil : "the store has it, and none of its replicas yet: a failover now would lose it"
    }

    private static func ask<Answer>(
        _ url: RedisURL,
        _ question: (DenyEditor) async throws(StoreError) -> Answer
    ) async throws(DenyFailure) -> Answer {
        do {
            let client = try RedisClient(url)
            if let absence = await client.settled(within: longestWait).absence { throw StoreError.away(absence) }
            return try await question(DenyEditor(client))
        } catch {
            throw DenyFailure(reason: "\(url): \(error)")
        }
    }
}

extension NumericDate {
    /// Since 1970.
    var milliseconds: Int64 { Int64(secondsSinceEpoch * 1_000) }
}

import FoundationEssentials
import Text

/// Which memory of a server it is, and since when it has forgotten nothing, as the key `bearerd:memory` has it.
///
/// The server's run (`run_id`) changes when it starts anew, and its replication identifier when another server takes its
/// place. Either may have cost it what it remembered.
struct StoreMemory: Sendable, Hashable {
    static let key = "bearerd:memory"

    let run: String
    let replication: String
    /// By the store's clock, in milliseconds since 1970.
    let since: Int64

    var text: String { "\(run) \(replication) \(since)" }

    /// `nil` for always.
    var date: Date? { since == 0 ? nil : Date(milliseconds: since) }

    /// Reads what the key has; `nil` for anything else.
    init?(_ text: String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, let since = Int64(digits: words[2]) else { return nil }
        self.init(run: String(words[0]), replication: String(words[1]), since: since)
    }

    init(run: String, replication: String, since: Int64) {
        self.run = run
        self.replication = replication
        self.since = since
    }

    func isOfTheSame(_ server: ServerInformation) -> Bool {
        run == server.run && replication == server.replication
    }

    /// The memory of a server to which there is a new connection.
    ///
    /// - Parameters:
    ///   - server: What it says of itself.
    ///   - stored: What its key has.
    ///   - known: The memory that was in use before.
    ///   - now: The present, by its clock.
    /// - Returns: Its memory, which its key has to have.
    static func found(
        at server: ServerInformation,
        stored: StoreMemory?,
        known: StoreMemory?,
        now: Int64
    ) -> StoreMemory {
        let same = known.flatMap { $0.isOfTheSame(server) ? $0 : nil }
        if let stored, stored.isOfTheSame(server) {
            return same.map { $0.since > stored.since ? $0 : stored } ?? stored
        }
        // Nobody has used it, as far as anybody knows.
        if known == nil, stored == nil, !server.hasTakenOver {
            return StoreMemory(run: server.run, replication: server.replication, since: 0)
        }
        // Another server, or one that has forgotten: since when is not known, however long it has run. A name may have moved to
        // one that was empty all the time.
        return StoreMemory(run: server.run, replication: server.replication, since: now)
    }

    /// The memory after a look at the key: the same, as long as that has not changed.
    func after(_ stored: StoreMemory?, now: Int64) -> StoreMemory {
        if stored == self { return self }
        // Another machine has seen the loss.
        if let stored, stored.run == run, stored.replication == replication, stored.since > since { return stored }
        return StoreMemory(run: run, replication: replication, since: now)
    }
}

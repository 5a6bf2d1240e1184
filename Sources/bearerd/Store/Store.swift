import JOSE
import OAuth
import SharedStore

/// What this process shares with others: one connection for its whole life, over which used proofs and the deny-list go.
final class Store: Sendable {
    /// How long a start waits to learn whether the store is one that may be used at all.
    private static let longestSettling = Duration.seconds(2)

    let client: RedisClient
    let denied: SharedDenyList
    /// Remembers used proofs.
    let proofs: SharedReplayStore
    private let settings: StoreSettings

    /// Why a store is none that may be used.
    struct Unusable: Error {
        let reason: String
    }

    /// Connects, and goes on trying.
    ///
    /// - Parameters:
    ///   - settings: Where the store is.
    ///   - policy: How old proofs may be.
    ///   - directory: Where this machine keeps a copy of the deny-list.
    ///   - own: The process's own memory of used proofs.
    ///   - log: Is told what happens.
    /// - Throws: ``Unusable`` when the process cannot connect anywhere.
    init(
        _ settings: StoreSettings,
        _ policy: DPoPPolicy,
        copyIn directory: String?,
        _ own: InMemoryReplayStore,
        _ log: StoreLog
    ) throws(Unusable) {
        self.settings = settings
        let name = Self.name(settings.url)
        let record = directory.map { MemoryRecord(directory: $0, name: "store-\(name)") }
        do throws(StoreAbsence) {
            client = try RedisClient(settings.url, knowing: record?.read()) { log.log($0) }
        } catch {
            throw Unusable(reason: error.description)
        }
        record?.follow(client, log)
        denied = SharedDenyList(client, copyIn: directory, named: "denied-\(name).jsonl") { log.log($0) }
        proofs = SharedReplayStore(
            client: client,
            policy: policy,
            fallback: settings.onFailure == .local ? own : nil
        )
    }

    /// Waits until it is known how the store is, but not for long.
    ///
    /// - Throws: ``Unusable`` for one that forgets proofs by itself: that does not mend itself.
    func settle() async throws(Unusable) {
        guard case .evicts? = await client.settled(within: Self.longestSettling).absence,
            let absence = client.state.absence
        else { return }
        throw Unusable(reason: absence.description)
    }

    /// Whether every good request would be let through. Without proofs only the deny-list is needed, which goes on counting while
    /// the store is away.
    func isReady(takesProofs: Bool) -> Bool {
        guard denied.list.isLoaded else { return false }
        return client.state.absence == nil || settings.onFailure == .local || !takesProofs
    }

    /// Another store has other files.
    private static func name(_ url: RedisURL) -> String {
        String(Base64URL.encode(SHA256.digest(of: url.description)).prefix(16))
    }
}

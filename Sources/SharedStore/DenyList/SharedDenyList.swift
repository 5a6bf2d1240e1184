public import FoundationEssentials
public import OAuth
import Synchronization

/// The deny-list that several servers share: each holds all of it, so that a request asks nobody, and follows what is added.
///
/// What a process has heard of it does not let go when the store does: it stays in force, and is written back. Lines are merged by
/// when they were written (`DenyTable`), so that it does not matter who has them, and how often.
public final class SharedDenyList: Sendable {
    /// What happens to the list.
    public enum Event: Sendable, Hashable {
        /// This machine's copy counts until the store has been asked.
        case copied(lines: Int)
        /// The store may have lost lines, which other processes write back: this one, which knows none, does not read it before.
        case waiting(until: Date)
        /// All of it was read from the store.
        case loaded(lines: Int)
        /// The store lacked lines that this process has, and has them again.
        case mended(lines: Int)
        /// So many entries of the stream are no lines of a deny-list.
        case strangers(Int)
        /// The stream cannot be read or mended: what is known goes on counting.
        case unreadable(reason: String)
        /// Nothing is kept on disk.
        case notKept(reason: String)
        /// There are more lines than a process holds, and some of them do not count.
        case full
    }

    /// What is denied; nothing is let through until it was loaded once, from the store or from this machine's copy.
    public let list: DenyList
    private let stream: DenyStream
    private let follower: Task<Void, Never>

    /// Follows the list in a store.
    ///
    /// - Parameters:
    ///   - client: The connection to the store.
    ///   - directory: Where this machine keeps a copy; `nil` for none.
    ///   - name: The copy's name there.
    ///   - onEvent: Is told what happens.
    public init(
        _ client: RedisClient,
        copyIn directory: String? = nil,
        named name: String = "denied.jsonl",
        onEvent: @escaping @Sendable (Event) -> Void = { _ in }
    ) {
        let list = DenyList()
        let stream = DenyStream(client: client)
        let (moments, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let isDue = LoadFlag()
        self.list = list
        self.stream = stream
        follower = Task.detached {
            var following = DenyFollowing(
                list: list,
                stream: stream,
                copy: directory.map { DenyCopy(directory: $0, name: name) },
                isLoadDue: isDue,
                onEvent: onEvent
            )
            following.readCopy()
            for await _ in moments { await following.look() }
        }
        client.follow { moment in
            switch moment {
            case .connected, .memoryLost: isDue.set()
            case .heartbeat: break
            case .away: return
            }
            // A look that is going on is followed by one more, however often this comes meanwhile.
            continuation.yield()
        }
    }

    deinit { follower.cancel() }

    /// Denies this on every server from now on: here at once, elsewhere within a second.
    ///
    /// - Throws: ``StoreError`` where the store did not take all of it.
    package func deny(_ entries: [DenyEntry]) async throws(StoreError) {
        let now = try await stream.now()
        for entry in entries {
            let line = DenyLine(entry).written(at: now, after: list.line(about: entry)?.at)
            try await stream.add(line)
            _ = list.merge([line])
        }
    }
}

/// Whether all of the stream has to be read anew.
final class LoadFlag: Sendable {
    private let flag = Atomic(true)

    func set() { flag.store(true, ordering: .releasing) }

    /// Takes the wish away.
    func take() -> Bool { flag.exchange(false, ordering: .acquiringAndReleasing) }
}

import Dispatch
import OAuth
import Synchronization

/// Adds entries to `DENY_FILE` for requests, which wait for it suspended: those that come together are written together.
final class DenyFileWriter: Sendable {
    /// Requests that may wait, so that none waits for long.
    private static let mostWaiting = 1_000

    private let file: DenyFile
    private let queue = DispatchQueue(label: "deny-file-writer", qos: .userInitiated)
    private let waiting = Mutex<[Waiting]>([])

    private struct Waiting: Sendable {
        let entries: [DenyEntry]
        let done: @Sendable (DenyFailure?) -> Void
    }

    init(_ file: DenyFile) {
        self.file = file
    }

    /// Returns when the entries count.
    func deny(_ entries: [DenyEntry]) async throws(DenyFailure) {
        let failure: DenyFailure? = await withCheckedContinuation { continuation in
            add(Waiting(entries: entries) { continuation.resume(returning: $0) })
        }
        if let failure { throw failure }
    }

    private func add(_ new: Waiting) {
        let isFirst: Bool? = waiting.withLock { waiting in
            guard waiting.count < Self.mostWaiting else { return nil }
            waiting.append(new)
            return waiting.count == 1
        }
        guard let isFirst else { return new.done(DenyFailure(reason: "too many wait for the file")) }
        // Who is has all of them written.
        if isFirst { queue.async { [self] in writeAll() } }
    }

    private func writeAll() {
        let all = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        var failure: DenyFailure?
        do throws(DenyFailure) {
            try DenyPlace.deny(all.flatMap(\.entries), in: file.path, at: .now)
            // Not only when it is looked at the next time.
            _ = file.look()
            if let mistake = file.failure { failure = DenyFailure(reason: mistake) }
        } catch {
            failure = error
        }
        for one in all { one.done(failure) }
    }
}

import Dispatch
import FastCGI
import FoundationEssentials
import Logging
import Synchronization
import Threads

/// Writes the lines of a queue, on a thread of its own: the only one that waits when nobody reads them.
final class LogWriter: Sendable {
    private let queue: LogQueue
    private let name: String
    private let pieceLength: Int
    private let gathering: DispatchTimeInterval
    private let now: @Sendable () -> Date
    private let missing: @Sendable (MissingLines, Date) -> String
    private let onLost: @Sendable (Int) -> Void
    private let write: @Sendable (ArraySlice<UInt8>) -> Int?
    private let state = Mutex(State())

    private struct State {
        var hasEnded = false
        var lost = 0
        var whenEnded: CheckedContinuation<Void, Never>?
    }

    /// A writer for the lines of `queue`.
    ///
    /// - Parameters:
    ///   - queue: Where lines are added.
    ///   - name: What its thread is called.
    ///   - pieceLength: How many bytes are written at a time.
    ///   - gathering: How long further lines may come before the first is written: they cost less together.
    ///   - now: The time of a line about missing ones.
    ///   - missing: Writes such a line.
    ///   - onLost: Is told how many lines were given up at the end.
    ///   - write: Writes some of the bytes, and waits if it must. It returns how many; `nil` when it could not.
    init(
        _ queue: LogQueue,
        name: String,
        pieceLength: Int,
        gathering: DispatchTimeInterval = .nanoseconds(0),
        now: @escaping @Sendable () -> Date = { Date() },
        missing: @escaping @Sendable (MissingLines, Date) -> String,
        onLost: @escaping @Sendable (Int) -> Void = { _ in },
        write: @escaping @Sendable (ArraySlice<UInt8>) -> Int?
    ) {
        self.queue = queue
        self.name = name
        self.pieceLength = pieceLength
        self.gathering = gathering
        self.now = now
        self.missing = missing
        self.onLost = onLost
        self.write = write
    }

    /// A writer for the lines of the process's log, in this format.
    convenience init(
        _ queue: LogQueue,
        format: LogFormat,
        now: @escaping @Sendable () -> Date = { Date() },
        write: @escaping @Sendable (ArraySlice<UInt8>) -> Int? = { StandardErrorStream.write($0) }
    ) {
        // A pipe takes so many bytes in one piece or none (POSIX, `PIPE_BUF`): no words of another process get in between.
        self.init(
            queue,
            name: "log",
            pieceLength: 4_096,
            now: now,
            missing: { Self.line(about: $0, $1, format) },
            write: write
        )
    }

    /// Writes from now on.
    ///
    /// - Throws: `ListenError` when there can be no thread.
    func start() throws(ListenError) {
        let thread = Thread(name: name) { [self] in run() }
        do throws(NoThread) { try thread.start() } catch { throw ListenError(error) }
    }

    /// Writes what was added so far and ends. Returns when that is done, or when `limit` is over: a thread that still waits for
    /// a reader then ends with the process.
    ///
    /// - Returns: Whether it is done.
    @discardableResult func finish(within limit: Duration) async -> Bool {
        queue.stop()
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if !state.hasEnded { state.whenEnded = continuation }
                return state.hasEnded
            }
            guard !hasEnded else { return continuation.resume() }
            Task {
                try? await Task.sleep(for: limit)
                resume()
            }
        }
        return state.withLock(\.hasEnded)
    }

    private func run() {
        while let batch = queue.next(gathering: gathering) {
            writeAll(batch.lines)
            if !batch.missing.isEmpty { writeAll(Array(missing(batch.missing, now()).utf8)) }
        }
        let lost = state.withLock(\.lost)
        if lost > 0 { onLost(lost) }
        state.withLock { $0.hasEnded = true }
        resume()
    }

    private func resume() {
        state.withLock { $0.whenEnded.take() }?.resume()
    }

    private static func line(about missing: MissingLines, _ now: Date, _ format: LogFormat) -> String {
        LogLine.text(
            format,
            now,
            .warning,
            "lines before this one are missing: nobody took them as fast as they came",
            missing.metadata
        )
    }

    /// Writes every byte, however long that takes, so that each line is whole. Only the end of the process cuts it short.
    private func writeAll(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if let count = write(piece(of: rest)) {
                rest = rest.dropFirst(count)
            } else if queue.isStopping {
                let lines = rest.count { $0 == UInt8(ascii: "\n") }
                return state.withLock { $0.lost += lines }
            } else {
                // The disk is full or the reader has left: both may change.
                queue.pause()
            }
        }
    }

    /// As many whole lines as fit into one piece; a longer line in more than one.
    private func piece(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let piece = bytes.prefix(pieceLength)
        guard piece.endIndex < bytes.endIndex, let end = piece.lastIndex(of: UInt8(ascii: "\n")) else { return piece }
        return piece[...end]
    }
}

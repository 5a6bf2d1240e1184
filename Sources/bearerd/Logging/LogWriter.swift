import FastCGI
import FoundationEssentials
import Logging
import Synchronization

/// Writes the lines of a queue, on a thread of its own: the only one that waits when nobody reads them.
final class LogWriter: Sendable {
    /// A pipe takes so many bytes in one piece or none (POSIX, `PIPE_BUF`): no words of another process get in between.
    private static let pieceLength = 4_096

    private let queue: LogQueue
    private let format: LogFormat
    private let now: @Sendable () -> Date
    private let write: @Sendable (ArraySlice<UInt8>) -> Int?
    private let state = Mutex(State())

    private struct State {
        var hasEnded = false
        var whenEnded: CheckedContinuation<Void, Never>?
    }

    /// A writer for the lines of `queue`.
    ///
    /// - Parameters:
    ///   - queue: Where lines are added.
    ///   - format: How it writes that lines are missing.
    ///   - now: The time of such a line.
    ///   - write: Writes some of the bytes, and waits if it must. It returns how many; `nil` when it could not.
    init(
        _ queue: LogQueue,
        format: LogFormat,
        now: @escaping @Sendable () -> Date = { Date() },
        write: @escaping @Sendable (ArraySlice<UInt8>) -> Int? = { StandardErrorStream.write($0) }
    ) {
        self.queue = queue
        self.format = format
        self.now = now
        self.write = write
    }

    /// Writes from now on.
    ///
    /// - Throws: `ListenError` when there can be no thread.
    func start() throws(ListenError) {
        let thread = Thread(name: "log") { [self] in run() }
        try thread.start()
    }

    /// Writes what was added so far and ends. Returns when that is done, or when `limit` is over: a thread that still waits for
    /// a reader then ends with the process.
    func finish(within limit: Duration) async {
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
    }

    private func run() {
        while let batch = queue.next() {
            writeAll(batch.lines)
            if !batch.missing.isEmpty { writeAll(Array(line(about: batch.missing).utf8)) }
        }
        state.withLock { $0.hasEnded = true }
        resume()
    }

    private func resume() {
        state.withLock { $0.whenEnded.take() }?.resume()
    }

    private func line(about missing: MissingLines) -> String {
        LogLine.text(
            format,
            now(),
            .warning,
            "lines before this one are missing: nobody took them as fast as they came",
            missing.metadata
        )
    }

    /// Writes every byte, however long that takes, so that each line is whole. Only the end of the process cuts it short.
    private func writeAll(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            if let count = write(Self.piece(of: rest)) {
                rest = rest.dropFirst(count)
            } else if queue.isStopping {
                return
            } else {
                // The disk is full or the reader has left: both may change.
                queue.pause()
            }
        }
    }

    /// As many whole lines as fit into one piece; a longer line in more than one.
    private static func piece(of bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let piece = bytes.prefix(pieceLength)
        guard piece.endIndex < bytes.endIndex, let end = piece.lastIndex(of: UInt8(ascii: "\n")) else { return piece }
        return piece[...end]
    }
}

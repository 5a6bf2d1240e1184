import FastCGI
import Logging
import ResourceServer

/// The log of the process: its loggers, and the writer behind them.
struct Log: Sendable {
    /// How long the writer has, at the end, for what it has not written yet.
    private static let longestFinish = Duration.seconds(1)

    /// For everything but requests.
    let logger: Logger
    /// For requests, which come in any number.
    let accessLog: AccessLog
    private let writer: LogWriter

    init(level: Logger.Level, format: LogFormat, refusalsLogged: Int) {
        let queue = LogQueue()
        func logger(_ room: LogQueue.Room) -> Logger {
            Logger(label: "bearerd") { _ in
                LineLogHandler(level: level, format: format) { queue.append($1, $0, to: room) }
            }
        }
        self.logger = logger(.events)
        let limit = RefusalLimit(
            linesPerSecond: refusalsLogged,
            logger: self.logger,
            message: "refusals not logged (REFUSALS_LOGGED)"
        )
        accessLog = AccessLog(logger: logger(.requests), limit: limit)
        writer = LogWriter(queue, format: format)
    }

    /// Writes to standard error from now on.
    ///
    /// - Throws: `ListenError` when there can be no thread.
    func start() throws(ListenError) {
        StandardErrorStream.prepare()
        try writer.start()
    }

    /// Writes what is left, as far as somebody takes it in time.
    func finish() async {
        accessLog.limit.tell()
        await writer.finish(within: Self.longestFinish)
    }
}

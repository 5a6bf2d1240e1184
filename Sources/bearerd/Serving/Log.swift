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
    private(set) var accessLog: AccessLog
    /// The lines that wait to be written.
    let queue: LogQueue
    private let writer: LogWriter
    private let level: Logger.Level
    private let format: LogFormat
    private let refusalsLogged: Int

    init(level: Logger.Level, format: LogFormat, refusalsLogged: Int, counts: RequestCounts? = nil) {
        let queue = LogQueue()
        self.init(queue, LogWriter(queue, format: format), level, format, refusalsLogged, counts)
    }

    private init(
        _ queue: LogQueue,
        _ writer: LogWriter,
        _ level: Logger.Level,
        _ format: LogFormat,
        _ refusalsLogged: Int,
        _ counts: RequestCounts?
    ) {
        func logger(_ room: LogQueue.Room) -> Logger {
            Logger(label: "bearerd") { _ in
                LineLogHandler(level: level, format: format) { queue.append($1, $0, to: room) }
            }
        }
        let events = logger(.events)
        self.logger = events
        let limit = RefusalLimit(
            linesPerSecond: refusalsLogged,
            logger: events,
            message: "refusals not logged (REFUSALS_LOGGED)"
        )
        accessLog = AccessLog(logger: logger(.requests), limit: limit, counts: counts)
        self.queue = queue
        self.writer = writer
        self.level = level
        self.format = format
        self.refusalsLogged = refusalsLogged
    }

    /// The same log with less or more in it; lines go on being written by the same writer.
    func with(level: Logger.Level, refusalsLogged: Int) -> Log {
        guard level != self.level || refusalsLogged != self.refusalsLogged else { return self }
        return Log(queue, writer, level, format, refusalsLogged, accessLog.counts).auditing(accessLog.audit)
    }

    /// The same log, beside which every decision is recorded.
    func auditing(_ audit: AuditLog?) -> Log {
        var log = self
        log.accessLog.audit = audit
        return log
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

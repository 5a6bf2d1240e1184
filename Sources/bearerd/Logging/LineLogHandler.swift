import FoundationEssentials
import Logging

/// Makes one line of JSON, or of text, of each event, and hands it on.
///
/// swift-log's own handler calls `localtime`, which threads must not share.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let format: LogFormat
    private let now: @Sendable () -> Date
    private let write: @Sendable (Logger.Level, String) -> Void

    init(
        level: Logger.Level,
        format: LogFormat,
        now: @escaping @Sendable () -> Date = { Date() },
        write: @escaping @Sendable (Logger.Level, String) -> Void
    ) {
        logLevel = level
        self.format = format
        self.now = now
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }
        write(event.level, LogLine.text(format, now(), event.level, event.message.description, fields))
    }
}

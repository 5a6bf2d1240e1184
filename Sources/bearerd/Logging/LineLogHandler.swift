import FoundationEssentials
import Logging

/// Writes each event as one line of JSON, or of text, on standard error.
///
/// swift-log's own handler calls `localtime`, which threads must not share.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let format: LogFormat
    private let now: @Sendable () -> Date
    private let write: @Sendable (String) -> Void

    init(
        level: Logger.Level,
        format: LogFormat,
        now: @escaping @Sendable () -> Date = { Date() },
        write: @escaping @Sendable (String) -> Void = { StandardError.write($0) }
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
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
        var line = LogLine(format: format)
        line.add("time", .string(now().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))))
        line.add("level", .string(event.level.rawValue))
        line.add("message", .string(event.message.description))
        for (key, value) in fields { line.add(key, value) }
        write(line.text)
    }
}

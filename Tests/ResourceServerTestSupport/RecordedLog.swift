package import Logging
import Synchronization

/// What a logger was told.
package final class RecordedLog: Sendable {
    package struct Line: Sendable {
        package let level: Logger.Level
        package let message: String
        package let fields: Logger.Metadata
    }

    private let state = Mutex<[Line]>([])

    package init() {}

    package var lines: [Line] { state.withLock(\.self) }

    package var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let fields = metadata.merging(event.metadata ?? [:]) { $1 }
            log.state.withLock {
                $0.append(Line(level: event.level, message: event.message.description, fields: fields))
            }
        }
    }
}

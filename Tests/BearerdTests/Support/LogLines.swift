import FoundationEssentials
import JOSE
import Logging
import ResourceServer
import Synchronization
import Testing

@testable import bearerd

/// The lines that a logger has written.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock(\.self) }

    /// The members of the one line that there is.
    func only() throws -> JSONObject {
        let lines = all
        try #require(lines.count == 1)
        return try JSONObject(parsing: Array(lines[0].utf8.dropLast()))
    }

    /// A logger that writes here, always at a quarter past the second.
    func logger(_ level: Logger.Level = .info, _ format: LogFormat = .json) -> Logger {
        Logger(label: "test") { _ in
            LineLogHandler(
                level: level,
                format: format,
                now: { Date(timeIntervalSince1970: 1_700_000_000.25) },
                write: { _, line in self.lines.withLock { $0.append(line) } }
            )
        }
    }

    /// The log of what the server and the cache of keys tell.
    func events(_ level: Logger.Level = .info) -> EventLog {
        EventLog(logger: logger(level), accessLog: accessLog(level))
    }

    /// The log of requests; of refusals it has so many lines a second.
    func accessLog(
        _ level: Logger.Level = .info,
        refusalsLogged: Int = 100,
        counts: RequestCounts? = nil
    ) -> AccessLog {
        let logger = logger(level)
        let limit = RefusalLimit(linesPerSecond: refusalsLogged, logger: logger)
        return AccessLog(logger: logger, limit: limit, counts: counts)
    }
}

import Logging
import Synchronization
import SystemPackage

/// Hands lines to a sink, and says once when it stops taking them, and once when it takes them again.
final class AuditWriting: Sendable {
    private let sink: any AuditSink
    private let logger: Logger
    private let isFailing = Atomic(false)

    init(sink: any AuditSink, logger: Logger) {
        self.sink = sink
        self.logger = logger
    }

    /// - Returns: How many bytes were taken; `nil` when none can be at the moment.
    func write(_ lines: ArraySlice<UInt8>) -> Int? {
        do throws(Errno) {
            let count = try sink.take(lines)
            if isFailing.exchange(false, ordering: .relaxed) { logger.notice("audit lines are written again") }
            return count
        } catch {
            if !isFailing.exchange(true, ordering: .relaxed) {
                logger.error(
                    "audit lines cannot be written, and wait",
                    metadata: ["reason": .string(error.description)]
                )
            }
            return nil
        }
    }
}

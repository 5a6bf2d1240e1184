import HTTP
import Logging
import OAuth

/// A line for each request that is refused, or would be, at `info`: a client could fill the log with errors. Of many a second, some have none.
struct RefusalLog: Sendable {
    private let logger: Logger
    private let limit: RefusalLimit

    init(logger: Logger) {
        self.logger = logger
        limit = RefusalLimit(linesPerSecond: 100, logger: logger)
    }

    func log(_ refusal: Refusal, of request: Request) {
        guard logger.logLevel <= .info, limit.admits(refusal.code, at: .now) else { return }
        var fields = request.logFields
        refusal.addFields(to: &fields)
        logger.info(refusal.logMessage, metadata: fields)
    }
}

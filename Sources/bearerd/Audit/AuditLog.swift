import Dispatch
import FastCGI
import Files
import FoundationEssentials
import HTTP
import Logging
import ResourceServer

/// A record of every decision, one line each, beside the log. Whoever decides never waits for it; what cannot be recorded is
/// counted, and told by the record itself as soon as it can be written again, by the log and by metrics.
final class AuditLog: Sendable {
    /// How long the writer has, at the end, for what it has not written yet.
    private static let longestFinish = Duration.seconds(2)
    /// Lines are written in pieces of so many bytes: more than the longest line has.
    private static let pieceLength = 65_536

    /// The lines that wait to be written.
    let queue: LogQueue
    private let writer: LogWriter
    private let sink: any AuditSink
    private let logger: Logger

    /// A record in `sink`; `logger` is told what goes wrong with it. Lines of so many bytes may wait.
    init(_ sink: any AuditSink, logger: Logger, room: Int = 4_194_304) {
        self.sink = sink
        var logger = logger
        logger[metadataKey: "setting"] = "AUDIT_LOG"
        self.logger = logger
        let queue = LogQueue(requests: room, events: 0) { [logger] in
            logger.error("audit lines are dropped: nobody takes them as fast as they come")
        }
        self.queue = queue
        writer = LogWriter(
            queue,
            name: "audit",
            pieceLength: Self.pieceLength,
            gathering: .milliseconds(5),
            missing: AuditLine.text(_:at:),
            onLost: { [logger] count in
                logger.error(
                    "audit lines are lost: they could not be written before the end",
                    metadata: ["lines": .stringConvertible(count)]
                )
            },
            write: AuditWriting(sink: sink, logger: logger).write
        )
    }

    /// Writes from now on.
    ///
    /// - Throws: `ListenError` when there can be no thread.
    func start() throws(ListenError) {
        try writer.start()
    }

    /// Records a decision.
    func record(_ decision: AccessDecision, _ request: Request, _ response: Response, at time: Date = Date()) {
        queue.append(AuditLine.bytes(decision, request, response, at: time), .info, to: .requests)
    }

    /// Goes on in the file that has the name now; one that cannot be had is said, and the old one serves on.
    func reopen() {
        do throws(FileRefusal) { try sink.reopen() } catch {
            logger.error(
                "the audit log cannot be opened anew, and goes on where it was",
                metadata: ["reason": .string(error.description)]
            )
        }
    }

    /// Writes what is left, as far as it is taken in time.
    func finish() async {
        if await writer.finish(within: Self.longestFinish) { return }
        logger.error("audit lines may be lost: they were not taken before the end")
    }
}

import Files
import FoundationEssentials
import Logging
import SharedStore

/// What happens to the store, as log lines.
struct StoreLog: Sendable {
    private let logger: Logger

    init(_ logger: Logger) {
        var logger = logger
        logger[metadataKey: "setting"] = "REDIS_URL"
        self.logger = logger
    }

    func log(_ event: StoreEvent) {
        switch event {
        case .connected(let address): logger.notice("the store is there", metadata: ["address": .string(address)])
        case .away(let absence):
            logger.error("the store is away", metadata: ["reason": .string(absence.description)])
        case .memoryLost(let date):
            logger.error(
                "the store may have forgotten used proofs: those from before are refused",
                metadata: ["remembers_since": .string(date.formatted(.iso8601))]
            )
        }
    }

    func log(_ refusal: FileRefusal) {
        logger.error("what is known of the store is not kept", metadata: ["reason": .string(refusal.description)])
    }

    func log(_ event: SharedDenyList.Event) {
        switch event {
        case .copied(let lines):
            logger.notice("this machine's copy of the deny-list counts", metadata: ["lines": .stringConvertible(lines)])
        case .waiting(let date):
            logger.warning(
                "others may write back what the store has lost: until then the deny-list is not read, and nothing is let through",
                metadata: ["until": .string(date.formatted(.iso8601))]
            )
        case .loaded(let lines): logger.notice("the deny-list was read", metadata: ["lines": .stringConvertible(lines)])
        case .mended(let lines):
            logger.warning(
                "the store lacked lines of the deny-list, and has them again",
                metadata: ["lines": .stringConvertible(lines)]
            )
        case .strangers(let count):
            logger.error(
                "the store's deny-list has entries that are none of ours",
                metadata: ["entries": .stringConvertible(count)]
            )
        case .unreadable(let reason):
            logger.error(
                "the deny-list cannot be read from the store, and stays as it is",
                metadata: ["reason": .string(reason)]
            )
        case .notKept(let reason):
            logger.error("no copy of the deny-list is kept", metadata: ["reason": .string(reason)])
        case .full: logger.critical("the deny-list is full: further entries do not count")
        }
    }
}

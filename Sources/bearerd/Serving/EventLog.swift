import FastCGI
import JWKS
import Logging
import OAuth

/// What the server and the cache of keys tell, as log lines.
struct EventLog: Sendable {
    let logger: Logger
    let accessLog: AccessLog

    func log(_ event: ServerEvent) {
        switch event {
        case .protocolViolation(let reason):
            logger.warning(
                "connection closed: the web server broke the FastCGI protocol",
                metadata: ["reason": "\(reason)"]
            )
        case .missingParameter:
            logger.error("the web server does not pass REQUEST_METHOD and REQUEST_URI on: include bearerd_params")
        case .ambiguousParameter:
            // A client can cause it where nginx passes odd names on.
            guard accessLog.limit.admits("400", at: .now) else { return }
            logger.warning(
                "a request was refused: the name of a parameter holds a = or a zero byte (is ignore_invalid_headers off?)"
            )
        case .refused(let request, let response):
            // It was judged without delay.
            accessLog.log(request, response, since: .now)
        case .handlerFailed(let error):
            logger.error("a handler failed", metadata: ["error": "\(error)"])
        case .outOfDescriptors:
            logger.error("a connection cannot be accepted: out of descriptors or memory (LimitNOFILE=)")
        case .overloaded:
            logger.warning("requests that wait keep as much memory as they may: further ones are answered 503")
        case .cutOff(let requests):
            logger.warning("requests cut off at the end of SHUTDOWN_GRACE", metadata: ["requests": "\(requests)"])
        }
    }

    func log(_ event: JWKSEvent) {
        var fields: Logger.Metadata = ["iss": .string(event.issuer)]
        switch event.kind {
        case .fetched(let count, let freshFor):
            fields["keys"] = .stringConvertible(count)
            fields["fresh_for_s"] = .stringConvertible(freshFor.components.seconds)
            logger.info("keys fetched", metadata: fields)
        case .fetchFailed(let reason, let retryAfter):
            fields["reason"] = .string(reason)
            fields["retry_after_s"] = .stringConvertible(retryAfter.secondsToWait)
            logger.warning("keys could not be fetched", metadata: fields)
        case .keyOmitted(let index, let keyID, let reason):
            fields["index"] = .stringConvertible(index)
            fields["kid"] = keyID.map(Logger.MetadataValue.string)
            fields["reason"] = .string(reason)
            logger.warning("key left out", metadata: fields)
        case .coolingDown(let duration):
            fields["cooldown_s"] = .stringConvertible(duration.components.seconds)
            logger.info(
                "unknown key id: keys were fetched, and will not be for another until the cooldown is over",
                metadata: fields
            )
        case .restored(let age):
            fields["age_s"] = .stringConvertible(age.components.seconds)
            logger.notice("the last good keys of an earlier run serve", metadata: fields)
        case .lapsed:
            logger.error(
                "keys are too old to serve (JWKS_MAX_STALE), and the issuer cannot be reached",
                metadata: fields
            )
        case .storeFailed(let reason):
            fields["reason"] = .string(reason)
            logger.warning("the last good keys could not be stored or read (JWKS_CACHE_DIR)", metadata: fields)
        }
    }
}

import FastCGI
import JWKS
import Logging
import OAuth
import ResourceServer

/// What the server and the cache of keys tell, as log lines.
struct EventLog: Sendable {
    let logger: Logger
    let accessLog: AccessLog
    /// `nil` where nothing is counted.
    var counts: ProcessRecord.Counts?

    func log(_ event: ServerEvent) {
        if let counts, let counted = RequestLane.Event(event) { counts.requests.count(counted) }
        switch event {
        case .ambiguousParameter:
            // A client can cause it where nginx passes odd names on.
            if accessLog.limit.admits("400", at: .now) { event.log(to: logger) }
        case .refused(let request, let response):
            // It was judged without delay.
            accessLog.log(request, response, since: .now)
        case .cutOff: event.log(to: logger.about("SHUTDOWN_GRACE"))
        default: event.log(to: logger)
        }
    }

    /// No token of the last hour had what stands at this path.
    func log(unseen path: ClaimPath, of issuer: String) {
        logger.warning(
            "no token of the last hour has a claim that scopes, roles or the audience are taken from",
            metadata: ["claim": .string(path.description), "iss": .string(issuer)]
        )
    }

    func log(_ event: DenyFile.Event) {
        let logger = logger.about("DENY_FILE")
        switch event {
        case .read(let entries):
            logger.notice("the deny-list was read anew", metadata: ["entries": .stringConvertible(entries)])
        case .unreadable(let reason):
            logger.error(
                "the deny-list cannot be read anew, and stays as it is",
                metadata: ["reason": .string(reason)]
            )
        }
    }

    func log(_ event: LogoutEvent) {
        let logger = logger.about("BACKCHANNEL_LOGOUT")
        switch event {
        case .loggedOut(let token):
            logger.info(
                "logged out",
                metadata: [
                    "iss": .string(token.issuer), "sub": .string(token.subject ?? ""),
                    "sid": .string(token.session ?? ""),
                ]
            )
        case .refused(let error):
            // Anybody can cause it.
            guard accessLog.limit.admits(error.code.rawValue, at: .now) else { return }
            let reason = error.detail ?? "\(error.sentence)"
            logger.info(
                "a logout token is refused",
                metadata: ["error_code": .string(error.code.rawValue), "reason": .string(reason)]
            )
        case .notDenied(let reason):
            guard accessLog.limit.admits("503", at: .now) else { return }
            logger.error("a logout cannot be put on the deny-list", metadata: ["reason": .string(reason)])
        }
    }

    func log(_ event: JWKSEvent) {
        counts?.fetches.count(event)
        switch event.kind {
        case .lapsed: event.log(to: logger.about("JWKS_MAX_STALE"))
        case .storeFailed: event.log(to: logger.about("JWKS_CACHE_DIR"))
        default: event.log(to: logger)
        }
    }
}

extension Logger {
    /// One whose lines name the setting that they are about.
    fileprivate func about(_ setting: String) -> Logger {
        var logger = self
        logger[metadataKey: "setting"] = .string(setting)
        return logger
    }
}

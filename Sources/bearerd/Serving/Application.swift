import FastCGI
import HTTP
import JOSE
import JWKS
import Logging
import OAuth
import ResourceServer
import UnixSignals

/// Puts everything together and runs it.
struct Application {
    /// `FASTCGI_LISTEN` is an address, but not one that can be had.
    struct UnusableAddress: Error {
        let reason: String
    }

    let settings: Settings
    private let log: Log
    var logger: Logger { log.logger }

    init(_ settings: Settings) {
        self.settings = settings
        log = Log(level: settings.logLevel, format: settings.logFormat, refusalsLogged: settings.refusalsLogged)
    }

    /// Serves until SIGTERM or SIGINT.
    ///
    /// - Throws: ``UnusableAddress`` when it cannot listen where it should, `ListenError` when it cannot serve.
    func run() async throws {
        try log.start()
        do {
            try await serve()
        } catch {
            await log.finish()
            throw error
        }
        await log.finish()
    }

    private func serve() async throws {
        let hangUps = await noticeHangUps()
        defer { hangUps.cancel() }
        let events = EventLog(logger: logger, accessLog: log.accessLog)
        let cache = KeyFetching.cache(settings) { events.log($0) }
        let listener = try Listener.inherited() ?? ownListener()
        logStart(listener.description)
        warnAboutDPoP()
        if let notice = settings.notice { logger.notice("\(notice): settings are flags and the environment") }
        for warning in settings.warnings { logger.warning("\(warning)") }
        let server = Server(
            listener: listener,
            configuration: settings.server,
            handler: handler(cache),
            onEvent: { events.log($0) }
        )
        try await server.runUntilSignalled { [logger] in logger.notice("stopping") }
        logger.notice("stopped")
    }

    /// A hang-up asks daemons to read their settings anew, which takes a restart here. By default it would end the process.
    private func noticeHangUps() async -> Task<Void, Never> {
        let signals = await UnixSignalsSequence(trapping: .sighup)
        let logger = logger
        return Task {
            for await _ in signals { logger.notice("SIGHUP changes nothing: settings are read at the start") }
        }
    }

    private func ownListener() throws(UnusableAddress) -> Listener {
        do { return try Listener(settings.listen, socketMode: settings.socketMode) } catch {
            throw UnusableAddress(reason: error.reason)
        }
    }

    private func handler(_ cache: JWKSCache) -> any Handler {
        let issuers = settings.policies.map { $0.keys(in: cache) }
        let areKeysFetchedAtStart = issuers.count <= ResourceServer.mostIssuersFetchedAtStart
        if areKeysFetchedAtStart { for issuer in issuers { issuer.prefetch() } }
        let validator = AccessTokenValidator(
            policies: settings.policies,
            cache: cache,
            maxTokenBytes: settings.maxTokenBytes,
            tokenCacheEntries: settings.tokenCacheEntries,
            onUnseenClaim: { [events = EventLog(logger: logger, accessLog: log.accessLog)] in
                events.log(unseen: $0, of: $1)
            }
        )
        let metadata = metadata
        let resourceServer = ResourceServer(
            validator: validator,
            sources: settings.tokenSources,
            realm: settings.realm,
            dpop: settings.dpop.mode,
            proofs: settings.dpop.makeProtection(),
            resourceMetadata: metadata
        )
        var router = Router()
        QuickstartAPI.addRoutes(to: &router, resourceServer: resourceServer)
        HealthEndpoints.addRoutes(to: &router, issuers: issuers, areKeysFetchedAtStart: areKeysFetchedAtStart)
        var handler: any Handler = router
        if let metadata { handler = handler.behind(metadata) }
        if let cors = settings.cors { handler = handler.behind(CORS(cors)) }
        handler = handler.behind(OriginForm())
        return handler.behind(locationGuard(resourceServer)).behind(log.accessLog)
    }

    private func warnAboutDPoP() {
        if let path = settings.dpop.exposedKeyFile {
            logger.warning("everybody can read the file (DPOP_NONCE_KEY_FILE)", metadata: ["path": .string(path)])
        }
        if settings.dpop.mode != .disabled, settings.dpop.address.origin == nil {
            logger.notice("DPoP proofs are compared with the host that a client names: better set PUBLIC_ORIGIN")
        }
    }

    private func logStart(_ listener: String) {
        let audiences = Set(settings.policies.flatMap(\.audiences)).sorted()
        let algorithms = Set(settings.policies.flatMap(\.algorithms).map(\.name)).sorted()
        logger.notice(
            "serving",
            metadata: [
                "issuers": .array(settings.policies.prefix(16).map { .string($0.issuer) }),
                "issuer_count": .stringConvertible(settings.policies.count),
                "audiences": .array(audiences.prefix(16).map { .string($0) }),
                "algorithms": .array(algorithms.map { .string($0) }),
                "listener": .string(listener),
                "dpop": .string(settings.dpop.mode.rawValue),
                "workers": .stringConvertible(settings.server.workers),
            ]
        )
    }
}

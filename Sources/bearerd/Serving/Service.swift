import HTTP
import JOSE
import JWKS
import Logging
import OAuth
import ResourceServer
import SharedStore
import Text

/// What answers requests under one reading of the settings. It does not change: other settings have another one.
final class Service: Sendable {
    let settings: Settings
    let log: Log
    /// Their keys, in the order of the settings.
    let issuers: [IssuerKeys]
    /// The process's memory of used proofs.
    let usedProofs: InMemoryReplayStore
    /// What the process shares with others; `nil` for nothing.
    let store: Store?
    /// What outlives every reading of the settings.
    let process: ProcessRecord
    let cache: JWKSCache
    /// Asks issuers about tokens; `nil` where none is asked.
    let introspection: TokenIntrospection?
    /// How often the settings were read before these.
    let reading: Int

    var logger: Logger { log.logger }
    var events: EventLog { EventLog(logger: log.logger, accessLog: log.accessLog, counts: process.counts) }

    /// What answers at the start.
    ///
    /// - Throws: ``Store/Unusable`` when there is a store, and it cannot be used.
    convenience init(_ settings: Settings, _ log: Log, _ process: ProcessRecord) throws(Store.Unusable) {
        let usedProofs = settings.dpop.makeStore()
        var store: Store?
        if let shared = settings.store {
            store = try Store(
                shared,
                settings.dpop.policy,
                copyIn: settings.jwks.directory,
                usedProofs,
                StoreLog(log.logger)
            )
        }
        self.init(settings, log, process, usedProofs, store, after: nil)
    }

    /// What takes the place of this one, and answers by other settings: with the used proofs, and with the keys that would be
    /// fetched now as they were then. Tokens are judged anew.
    func successor(_ settings: Settings) -> Service {
        var settings = settings
        settings.keep(from: self.settings)
        let log = log.with(level: settings.logLevel, refusalsLogged: settings.refusalsLogged)
        return Service(settings, log, process, usedProofs, store, after: self)
    }

    private init(
        _ settings: Settings,
        _ log: Log,
        _ process: ProcessRecord,
        _ usedProofs: InMemoryReplayStore,
        _ store: Store?,
        after earlier: Service?
    ) {
        self.settings = settings
        self.log = log
        self.process = process
        reading = earlier.map { $0.reading + 1 } ?? 0
        self.usedProofs = usedProofs
        self.store = store
        process.counts?.fetches.keep(only: settings.policies.map(\.issuer))
        let events = EventLog(logger: log.logger, accessLog: log.accessLog, counts: process.counts)
        let cache = KeyFetching.cache(settings, process.counts?.fetches) { events.log($0) }
        self.cache = cache
        // Of an issuer that is asked about its JWTs, nobody needs the keys.
        issuers = settings.policies.filter { $0.introspection?.jwts != .asked }.map { $0.keys(in: cache) }
        introspection = Introspecting.introspection(settings) { events.log($0) }
        startFetching(after: earlier)
        settings.denyFile?.watch { events.log($0) }
    }

    private var areKeysFetchedAtStart: Bool { issuers.count <= ResourceServer.mostIssuersFetchedAtStart }

    private func startFetching(after earlier: Service?) {
        let known = Dictionary((earlier?.issuers ?? []).map { (ExactText($0.issuer), $0) }) { $1 }
        for keys in issuers {
            if let earlier, let other = known[ExactText(keys.issuer)],
                settings.fetching.areSame(for: keys.issuer, as: earlier.settings.fetching)
            {
                keys.takeOver(from: other)
            }
            if areKeysFetchedAtStart { keys.prefetch() }
        }
    }

    /// Answers every request.
    func handler() -> any Handler {
        let validator = AccessTokenValidator(
            policies: settings.policies,
            cache: cache,
            maxTokenBytes: settings.maxTokenBytes,
            decryptionKeys: settings.decryptionKeys?.keys,
            tokenCacheEntries: settings.tokenCacheEntries,
            denyLists: denyLists,
            introspection: introspection,
            onUnseenClaim: { [events] in events.log(unseen: $0, of: $1) }
        )
        let metadata = metadata
        let resourceServer = ResourceServer(
            validator: validator,
            sources: settings.tokenSources,
            realm: settings.realm,
            dpop: settings.dpop.mode,
            proofs: settings.dpop.makeProtection(store?.proofs ?? usedProofs),
            certificates: settings.certificateBoundTokens,
            resourceMetadata: metadata
        )
        var router = Router()
        QuickstartAPI.addRoutes(to: &router, resourceServer: resourceServer)
        HealthEndpoints.addRoutes(
            to: &router,
            issuers: issuers,
            areKeysFetchedAtStart: areKeysFetchedAtStart,
            store: store,
            takesProofs: settings.dpop.mode != .disabled
        )
        addLogout(to: &router, validator)
        var handler: any Handler = router
        if let metadata { handler = handler.behind(metadata) }
        if let cors = settings.cors { handler = handler.behind(CORS(cors)) }
        handler = handler.behind(LocalEndpoints(state(validator))).behind(OriginForm())
        return handler.behind(locationGuard(resourceServer)).behind(keepingAccessLog)
    }
}

extension Service {
    private var denyLists: [DenyList] { [settings.denyFile?.list, store?.denied.list].compactMap(\.self) }

    private func addLogout(to router: inout Router, _ validator: AccessTokenValidator) {
        guard settings.takesLogouts else { return }
        let writer = settings.denyFile.map(DenyFileWriter.init)
        let endpoint = LogoutEndpoint(validator, process.logoutTokens) { [events] in
            events.log($0)
        } deny: { [store] entries throws(DenyFailure) in
            // With both, the store is what every machine reads.
            guard let store else { return try await writer?.deny(entries) ?? () }
            do throws(StoreError) { try await store.denied.deny(entries) } catch {
                throw DenyFailure(reason: error.description)
            }
        }
        router.post(LogoutEndpoint.path) { await endpoint.respond(to: $0) }
    }

    /// Says what it does, as `message`, with more that is known of the process.
    func logSettings(_ message: Logger.Message, _ more: Logger.Metadata = [:]) {
        let audiences = Set(settings.policies.flatMap(\.audiences)).sorted()
        let algorithms = Set(settings.policies.flatMap(\.algorithms).map(\.name)).sorted()
        var fields: Logger.Metadata = [
            "issuers": .array(settings.policies.prefix(16).map { .string($0.issuer) }),
            "issuer_count": .stringConvertible(settings.policies.count),
            "audiences": .array(audiences.prefix(16).map { .string($0) }),
            "algorithms": .array(algorithms.map { .string($0) }),
            "dpop": .string(settings.dpop.mode.rawValue),
        ]
        if let keys = settings.decryptionKeys?.keys.keys {
            fields["decryption_keys"] = .array(keys.map { .string($0.keyID ?? "") })
        }
        logger.notice(message, metadata: fields.merging(more) { $1 })
        logWarnings()
    }

    private func logWarnings() {
        if let path = settings.dpop.exposedKeyFile {
            logger.warning("everybody can read the file (DPOP_NONCE_KEY_FILE)", metadata: ["path": .string(path)])
        }
        if settings.dpop.mode != .disabled, settings.dpop.address.origin == nil {
            logger.notice("DPoP proofs are compared with the host that a client names: better set PUBLIC_ORIGIN")
        }
        if let notice = settings.notice { logger.notice("\(notice): settings are flags and the environment") }
        for warning in settings.warnings { logger.warning("\(warning)") }
    }
}

import FastCGI
import Files
import HTTP
import JOSE
import JWKS
import Logging
import NginxGuard
import OAuth
import ResourceServer

/// All settings, each converted and found good.
struct Settings: Sendable {
    var policies: [IssuerPolicy]
    /// What the others have to keep to; `nil` for nothing.
    let profile: SecurityProfile?
    /// What an operator should know, though it stops nothing.
    let warnings: [String]
    /// Said where there is no file of settings, which may be meant so.
    let notice: String?
    /// What presets filled in.
    let presetNotes: [PresetNote]
    /// The files that members of `ISSUERS_FILE` name.
    let issuersFiles: [(place: String, path: String)]
    let maxTokenBytes: Int
    let tokenCacheEntries: Int
    let tokenSources: [TokenSource]
    /// `nil` where no token is decrypted.
    let decryptionKeys: DecryptionKeysFile?
    var jwks: JWKSCacheConfiguration
    let fetching: FetchSettings
    let introspection: IntrospectionSettings
    private(set) var listen: ListenAddress
    private(set) var socketMode: UInt16
    private(set) var server: ServerConfiguration
    let realm: String
    private(set) var dpop: DPoPSettings
    /// Whether tokens are bound to a client certificate.
    let certificateBoundTokens: CertificateBoundTokens
    /// Tokens that were taken back; `nil` where no file says so.
    let denyFile: DenyFile?
    /// What several machines share; `nil` for nothing.
    private(set) var store: StoreSettings?
    /// Whether issuers may add to them.
    let takesLogouts: Bool
    let identityHeaders: IdentityHeaders
    /// How long nginx may remember a verdict.
    let verdictTTL: Duration
    /// `nil` where no page of another origin may read answers.
    let cors: CORSPolicy?
    let logLevel: Logger.Level
    private(set) var logFormat: LogFormat
    /// Lines a second.
    let refusalsLogged: Int
    /// Where every decision is recorded; `nil` for nowhere.
    private(set) var auditLog: AuditTarget?
    /// Whether requests are counted, and this machine is told.
    private(set) var metrics: Bool

    /// Reads and checks every setting.
    ///
    /// - Throws: ``SettingError`` for the first that is wrong.
    init(_ reader: SettingReader) throws(SettingError) {
        let issuers = try IssuerSettings(reader)
        policies = issuers.policies
        profile = try reader.value(\.profile)
        profile?.apply(to: &policies)
        decryptionKeys = try reader.value(\.decryptionKeysFile)
        let keyWarnings = decryptionKeys?.warnings ?? []
        warnings =
            reader.warnings + issuers.warnings + Self.fileWarnings(reader) + Self.logoutWarnings(issuers, reader)
            + keyWarnings + (profile?.warnings(policies, reader) ?? []) + (try Self.verdictWarnings(reader))
        notice = reader.notice
        issuersFiles = issuers.files
        presetNotes = issuers.presetNotes
        maxTokenBytes = try reader.required(\.maxTokenBytes)
        tokenCacheEntries = try reader.required(\.tokenCacheEntries)
        tokenSources = try reader.required(\.tokenSources)
        jwks = try Self.jwks(reader)
        fetching = try FetchSettings(reader, issuers)
        introspection = try IntrospectionSettings(reader, issuers)
        listen = try reader.required(\.fastcgiListen)
        socketMode = try reader.required(\.fastcgiSocketMode)
        server = try Self.server(reader)
        realm = try reader.required(\.realm)
        dpop = try DPoPSettings(reader)
        certificateBoundTokens = try reader.required(\.certificateBoundTokens)
        denyFile = try reader.value(\.denyFile)
        takesLogouts = try reader.required(\.backchannelLogout)
        store = try StoreSettings(reader)
        if takesLogouts, denyFile == nil, store == nil {
            throw reader.error(\.backchannelLogout, "DENY_FILE or REDIS_URL beside it, where logouts are kept")
        }
        identityHeaders = try Self.identityHeaders(reader)
        verdictTTL = try reader.required(\.verdictTTL)
        cors = try Self.cors(reader)
        logLevel = try reader.required(\.logLevel)
        logFormat = try reader.required(\.logFormat)
        refusalsLogged = try reader.required(\.refusalsLogged)
        auditLog = try reader.value(\.auditLog)
        metrics = try reader.required(\.metrics)
        try profile?.check(self, reader)
    }

    /// Keeps what only a start takes (``SettingTable/takenAtStart``) as it is.
    mutating func keep(from current: Settings) {
        listen = current.listen
        socketMode = current.socketMode
        server = current.server
        logFormat = current.logFormat
        metrics = current.metrics
        auditLog = current.auditLog
        store = current.store
        dpop.keep(from: current.dpop)
    }

    /// - Throws: ``SettingError`` when the setting is wrong.
    static func identityHeaders(_ reader: SettingReader) throws(SettingError) -> IdentityHeaders {
        try reader.required(\.identityHeaders)
    }

    private static func cors(_ reader: SettingReader) throws(SettingError) -> CORSPolicy? {
        let allowsCredentials = try reader.required(\.corsAllowCredentials)
        let maxAge = try reader.required(\.corsMaxAge)
        let methods = try reader.required(\.corsAllowedMethods)
        let requestFields = try reader.required(\.corsAllowedHeaders)
        let responseFields = try reader.required(\.corsExposedHeaders)
        guard let origins = try reader.value(\.corsAllowedOrigins) else { return nil }
        let policy = CORSPolicy(
            origins: origins,
            allowsCredentials: allowsCredentials,
            maxAge: maxAge,
            methods: methods,
            requestFields: requestFields,
            responseFields: responseFields
        )
        guard let policy else { throw reader.error(\.corsAllowedOrigins) }
        return policy
    }

    private static func jwks(_ reader: SettingReader) throws(SettingError) -> JWKSCacheConfiguration {
        var configuration = JWKSCacheConfiguration()
        configuration.ttl = try reader.required(\.jwksCacheTTL)
        configuration.cooldown = try reader.required(\.jwksCooldown)
        configuration.maxStale = try reader.required(\.jwksMaxStale)
        configuration.directory = try reader.value(\.jwksCacheDirectory)
        // Metadata and key set, one after the other, and a little for what stands before them. Places without metadata
        // say so sooner.
        configuration.longestWait = try reader.required(\.jwksTimeout) * 2 + .seconds(1)
        return configuration
    }

    /// Files and directories whose owner is not the only one who may change what bearerd believes.
    private static func fileWarnings(_ reader: SettingReader) -> [String] {
        let settings = SettingTable.standard
        var warnings: [String] = []
        if let path = reader.text(settings.jwksCacheDirectory)?.value, let refusal = KeySetStore.refusal(of: path) {
            warnings.append("no keys are stored in JWKS_CACHE_DIR, and none that lie there are used: \(refusal)")
        }
        if let path = reader.text(settings.dpopNonceKeyFile)?.value, SmallFile.isWritableByOthers(path) {
            warnings.append("the secret in \(path) can be changed by others than its owner (chmod go-w)")
        }
        if let path = reader.text(settings.denyFile)?.value, SmallFile.isWritableByOthers(path) {
            warnings.append("the deny-list in \(path) can be changed by others than its owner (chmod go-w)")
        }
        return warnings
    }

    private static func verdictWarnings(_ reader: SettingReader) throws(SettingError) -> [String] {
        guard try reader.required(\.verdictTTL) > .zero else { return [] }
        var warnings: [String] = []
        if reader.text(SettingTable.standard.auditLog) != nil {
            warnings.append("requests that nginx answers from its memory are not recorded (VERDICT_TTL, AUDIT_LOG)")
        }
        if try reader.required(\.tokenSources).contains(where: \.isQuery) {
            warnings.append(
                "nginx remembers no verdict where a token may stand in the query (VERDICT_TTL, TOKEN_SOURCES)"
            )
        }
        return warnings
    }

    private static func logoutWarnings(_ issuers: IssuerSettings, _ reader: SettingReader) -> [String] {
        guard reader.text(SettingTable.standard.backchannelLogout)?.value == "true",
            let issuer = issuers.policies.first(where: { $0.maxTokenLifetime == nil })?.issuer
        else { return [] }
        return [
            "logouts stay in the deny-list for ever, as nobody knows how long tokens of \(issuer) are good: set"
                + " MAX_TOKEN_LIFETIME, or max_token_lifetime in its entry (BACKCHANNEL_LOGOUT)"
        ]
    }

    private static func server(_ reader: SettingReader) throws(SettingError) -> ServerConfiguration {
        var configuration = ServerConfiguration()
        configuration.workers = try reader.required(\.fastcgiWorkers)
        configuration.ioTimeout = try reader.required(\.fastcgiIOTimeout)
        configuration.maxBodyBytes = try reader.required(\.maxBodyBytes)
        configuration.shutdownGrace = try reader.required(\.shutdownGrace)
        return configuration
    }
}

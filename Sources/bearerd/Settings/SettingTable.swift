import FastCGI
import Files
import HTTP
import JOSE
import Logging
import NginxGuard
import OAuth
import ResourceServer
import Text
import URI

/// Every setting, a row each. Flags and their help, `check-config` and what is nearly a setting come from here; tests hold
/// `.env.example` and the manual page to it.
struct SettingTable: Sendable {
    let auth0Domain = Setting(
        "AUTH0_DOMAIN",
        SettingForm(
            "host[:port]",
            "a host name with an optional port, without a scheme and without a path",
            IssuerSettings.domain
        ),
        "Tenant domain; the issuer is https://DOMAIN/."
    )
    let auth0Audience = Setting(
        "AUTH0_AUDIENCE",
        SettingForm("list", "the API's identifier, or several separated by commas", SettingValue.list),
        "The API's identifiers; a token must carry at least one."
    )
    let audience = Setting(
        "AUDIENCE",
        SettingForm("list", "the API's identifier, or several separated by commas", SettingValue.list),
        "The same as AUTH0_AUDIENCE; only one of the two may be set."
    )
    let issuers = Setting(
        "ISSUERS",
        SettingForm(
            "list",
            "URLs, each https, or http of a loopback host, without a query and without a fragment",
            SettingValue.list(of: IssuerSettings.issuer)
        ),
        "Further issuers, as URLs."
    )
    let provider = Setting(
        "PROVIDER",
        .word("provider", of: Provider.self),
        "Whose tokens those of AUTH0_DOMAIN or ISSUERS are: auth0, keycloak, entra, okta or cognito."
    )
    let issuersFile = Setting(
        "ISSUERS_FILE",
        .file("a readable file of at most 16 MiB", limit: 16_777_216),
        "A JSON file of issuer policies."
    )
    let profile = Setting(
        "PROFILE",
        .word("profile", of: SecurityProfile.self),
        "fapi2: what the FAPI 2.0 Security Profile asks of a resource server."
    )
    let algorithms = Setting(
        "ALGORITHMS",
        default: "RS256",
        .algorithms(JWSAlgorithm.all),
        "Accepted signature algorithms."
    )
    let clockSkew = Setting(
        "CLOCK_SKEW",
        default: "30s",
        .duration("0s", "5m"),
        "Tolerance on exp, nbf and iat, at most 5m."
    )
    let maxTokenBytes = Setting(
        "MAX_TOKEN_BYTES",
        default: "16384",
        .number(256...65_536, of: "bytes"),
        "A longer token is refused."
    )
    let requireATJWT = Setting("REQUIRE_AT_JWT", default: "false", .boolean, "Require RFC 9068.")
    let scopeClaims = Setting(
        "SCOPE_CLAIMS",
        default: ClaimPath.standardScopes.map(\.description).joined(separator: ","),
        .claimPaths,
        "Claims whose words or members are scopes."
    )
    let roleClaims = Setting(
        "ROLE_CLAIMS",
        default: ClaimPath.standardRoles.map(\.description).joined(separator: ","),
        .claimPaths,
        "Where roles stand; a dot goes into an object."
    )
    let maxTokenLifetime = Setting(
        "MAX_TOKEN_LIFETIME",
        .duration("1s", "87600h"),
        "The longest time from iat to exp."
    )
    let tokenSources = Setting(
        "TOKEN_SOURCES",
        default: "header",
        .tokenSources,
        "Of header, cookie:NAME, query:NAME."
    )
    let decryptionKeysFile = Setting("DECRYPTION_KEYS_FILE", .decryptionKeys, "Private keys for encrypted tokens.")
    let jwksCacheTTL = Setting(
        "JWKS_CACHE_TTL",
        default: "5m",
        .duration("1m", "24h"),
        "How long fetched keys are fresh."
    )
    let jwksTimeout = Setting("JWKS_TIMEOUT", default: "5s", .duration("10ms", "60s"), "The longest time of one fetch.")
    let jwksCooldown = Setting(
        "JWKS_COOLDOWN",
        default: "30s",
        .duration("1s", "1h"),
        "Between fetches for unknown keys."
    )
    let jwksMaxStale = Setting(
        "JWKS_MAX_STALE",
        default: "24h",
        .duration("0s", "720h"),
        "How long keys outlive their issuer."
    )
    let jwksCacheDirectory = Setting(
        "JWKS_CACHE_DIR",
        defaultInWords: "CACHE_DIRECTORY, which systemd sets in the unit",
        SettingForm("path", "an absolute path") { $0.hasPrefix("/") ? $0 : nil },
        "Where the last good keys are kept."
    )
    let tlsCAFile = Setting(
        "TLS_CA_FILE",
        defaultInWords: "the system's",
        .authorities,
        "Certificate authorities for fetching."
    )
    let fetchProxy = Setting(
        "FETCH_PROXY",
        .proxy,
        "An HTTP proxy for what is fetched."
    )
    let fastcgiListen = Setting(
        "FASTCGI_LISTEN",
        default: "unix:/run/bearerd/bearerd.sock",
        SettingForm("address", "unix:/PATH of at most 107 bytes, IPV4:PORT or [IPV6]:PORT") { ListenAddress($0) },
        "unix:/PATH, IPV4:PORT or [IPV6]:PORT."
    )
    let fastcgiSocketMode = Setting(
        "FASTCGI_SOCKET_MODE",
        default: "0660",
        SettingForm("octal", "permissions in octal, such as 0660", SettingValue.mode),
        "Permissions of a Unix socket."
    )
    let fastcgiWorkers = Setting(
        "FASTCGI_WORKERS",
        default: String(ServerConfiguration.processors),
        defaultInWords: "the number of processors",
        .number(1...1024, of: "threads"),
        "Threads."
    )
    let fastcgiIOTimeout = Setting(
        "FASTCGI_IO_TIMEOUT",
        default: "15s",
        .duration("10ms", "1h"),
        "The longest wait for one read or write."
    )
    let maxBodyBytes = Setting(
        "MAX_BODY_BYTES",
        default: "1048576",
        .number(0...1_073_741_824, of: "bytes"),
        "A longer body is answered 413."
    )
    let shutdownGrace = Setting(
        "SHUTDOWN_GRACE",
        default: "5s",
        .duration("0s", "10m"),
        "Requests may finish for so long."
    )
    let realm = Setting(
        "REALM",
        default: "api",
        .realm,
        "In every challenge."
    )
    let publicOrigin = Setting(
        "PUBLIC_ORIGIN",
        defaultInWords: "of each request, as the web server passes it",
        SettingForm("url", "https://HOST or https://HOST:PORT without a path") { HTTPOrigin($0) },
        "The origin that clients use."
    )
    let publicPathPrefix = Setting(
        "PUBLIC_PATH_PREFIX",
        SettingForm(
            "path",
            "a path with a slash at its front and none at its end",
            DPoPSettings.pathPrefix
        ),
        "What a proxy takes off the front of the path."
    )
    let certificateBoundTokens = Setting(
        "CERTIFICATE_BOUND_TOKENS",
        default: "allowed",
        .word("mode", of: CertificateBoundTokens.self),
        "Tokens bound to a client certificate: allowed, required or disabled."
    )
    let dpopMode = Setting(
        "DPOP_MODE",
        default: "allowed",
        .word("mode", of: DPoPMode.self),
        "allowed, required, observe or disabled."
    )
    let dpopAlgorithms = Setting(
        "DPOP_ALGORITHMS",
        default: "ES256,ES384,RS256,PS256,EdDSA,Ed25519",
        .algorithms(JWSAlgorithm.all.filter { !$0.isSymmetric }),
        "Accepted algorithms of proofs."
    )
    let dpopProofAge = Setting("DPOP_PROOF_AGE", default: "5m", .duration("1s", "1h"), "How old a proof may be.")
    let dpopProofLeeway = Setting(
        "DPOP_PROOF_LEEWAY",
        default: "30s",
        .duration("0s", "5m"),
        "How far a proof may be ahead."
    )
    let dpopReplayEntries = Setting(
        "DPOP_REPLAY_ENTRIES",
        default: "1000000",
        .number(1...10_000_000),
        "Used proofs remembered."
    )
    let dpopNonce = Setting(
        "DPOP_NONCE",
        default: "off",
        .word("mode", of: DPoPSettings.NonceMode.self),
        "off or required."
    )
    let dpopNonceKeyFile = Setting(
        "DPOP_NONCE_KEY_FILE",
        defaultInWords: "made at start",
        .file("a readable file of 32 to 4096 bytes", limit: 4_096),
        "The secret under which nonces are made."
    )
    let logLevel = Setting(
        "LOG_LEVEL",
        default: "info",
        .logLevel,
        "trace, debug, info, notice, warning, error, critical."
    )
    let logFormat = Setting("LOG_FORMAT", default: "json", .word("format", of: LogFormat.self), "json or text.")
    let refusalsLogged = Setting(
        "REFUSALS_LOGGED",
        default: "100",
        .number(0...1_000_000, of: "lines a second"),
        "Lines a second about refused requests."
    )
    let auditLog = Setting(
        "AUDIT_LOG",
        SettingForm("file|journal", "journal, or the absolute path of a file", AuditTarget.init),
        "Where every decision is recorded: a file, or journal."
    )
    let metrics = Setting(
        "METRICS",
        default: "true",
        .boolean,
        "Whether requests are counted, and /metrics and /status tell this machine."
    )
    let tokenCacheEntries = Setting(
        "TOKEN_CACHE_ENTRIES",
        default: "10000",
        .number(0...1_000_000),
        "Verified tokens remembered; 0 for none."
    )
    let introspectionCacheTTL = Setting(
        "INTROSPECTION_CACHE_TTL",
        default: "30s",
        .duration("0s", "1h"),
        "How long an issuer's answer about a token is believed."
    )
    let identityHeaders = Setting(
        "IDENTITY_HEADERS",
        default: IdentityHeaders.standardText,
        .identityHeaders,
        "What guarded applications are told, as NAME=CLAIM."
    )
    let verdictTTL = Setting(
        "VERDICT_TTL",
        default: "0s",
        .wholeSeconds,
        "How long nginx may remember a verdict, if told to."
    )
    let denyFile = Setting("DENY_FILE", .denyFile, "A deny-list, a JSON object a line; changes count within a second.")
    let redisURL = Setting("REDIS_URL", .redisURL, "A Redis that several machines share: used proofs, deny-list.")
    let redisOnFailure = Setting(
        "REDIS_ON_FAILURE",
        default: "refuse",
        .word("mode", of: StoreSettings.Fallback.self),
        "What becomes of proofs while the store is away: refuse, or local."
    )
    let backchannelLogout = Setting(
        "BACKCHANNEL_LOGOUT",
        default: "false",
        .boolean,
        "Whether issuers may say at /backchannel-logout that somebody has logged out."
    )
    let corsAllowedOrigins = Setting(
        "CORS_ALLOWED_ORIGINS",
        .corsOrigins,
        "Origins whose web pages may read answers, or *."
    )
    let corsAllowCredentials = Setting(
        "CORS_ALLOW_CREDENTIALS",
        default: "false",
        .boolean,
        "Browsers send cookies along."
    )
    let corsAllowedMethods = Setting(
        "CORS_ALLOWED_METHODS",
        default: CORSNames.standardMethods.list,
        .corsNames("methods"),
        "Methods that pages of these origins may use."
    )
    let corsAllowedHeaders = Setting(
        "CORS_ALLOWED_HEADERS",
        default: CORSNames.standardRequestFields.list,
        .corsNames("names of header fields"),
        "Header fields that they may send."
    )
    let corsExposedHeaders = Setting(
        "CORS_EXPOSED_HEADERS",
        default: CORSNames.standardResponseFields.list,
        .corsNames("names of header fields"),
        "Header fields of answers that they may read."
    )
    let corsMaxAge = Setting(
        "CORS_MAX_AGE",
        default: "10m",
        .duration("0s", "24h"),
        "How long browsers remember a preflight."
    )
}

extension SettingTable {
    static let standard = SettingTable()

    /// As they stand above.
    static let rows: [any SettingRow] = Mirror(reflecting: standard).children.compactMap { $0.value as? any SettingRow }

    static func row(named name: String) -> (any SettingRow)? { rows.first { $0.name == name } }
}

import FastCGI
import OAuthMiddleware

/// The settings, by the names they have in the environment.
enum SettingKey: String, CaseIterable, Sendable {
    case auth0Domain = "AUTH0_DOMAIN"
    case auth0Audience = "AUTH0_AUDIENCE"
    case issuers = "ISSUERS"
    case issuersFile = "ISSUERS_FILE"
    case algorithms = "ALGORITHMS"
    case clockSkew = "CLOCK_SKEW"
    case maxTokenBytes = "MAX_TOKEN_BYTES"
    case requireATJWT = "REQUIRE_AT_JWT"
    case tokenSources = "TOKEN_SOURCES"
    case jwksCacheTTL = "JWKS_CACHE_TTL"
    case jwksTimeout = "JWKS_TIMEOUT"
    case jwksCooldown = "JWKS_COOLDOWN"
    case jwksMaxStale = "JWKS_MAX_STALE"
    case jwksCacheDirectory = "JWKS_CACHE_DIR"
    case tlsCAFile = "TLS_CA_FILE"
    case fastcgiListen = "FASTCGI_LISTEN"
    case fastcgiSocketMode = "FASTCGI_SOCKET_MODE"
    case fastcgiWorkers = "FASTCGI_WORKERS"
    case fastcgiIOTimeout = "FASTCGI_IO_TIMEOUT"
    case maxBodyBytes = "MAX_BODY_BYTES"
    case shutdownGrace = "SHUTDOWN_GRACE"
    case realm = "REALM"
    case publicOrigin = "PUBLIC_ORIGIN"
    case publicPathPrefix = "PUBLIC_PATH_PREFIX"
    case dpopMode = "DPOP_MODE"
    case dpopAlgorithms = "DPOP_ALGORITHMS"
    case dpopProofAge = "DPOP_PROOF_AGE"
    case dpopProofLeeway = "DPOP_PROOF_LEEWAY"
    case dpopReplayEntries = "DPOP_REPLAY_ENTRIES"
    case dpopNonce = "DPOP_NONCE"
    case dpopNonceKeyFile = "DPOP_NONCE_KEY_FILE"
    case logLevel = "LOG_LEVEL"
    case logFormat = "LOG_FORMAT"
    case refusalsLogged = "REFUSALS_LOGGED"
    case tokenCacheEntries = "TOKEN_CACHE_ENTRIES"
    case identityHeaders = "IDENTITY_HEADERS"
    case corsAllowedOrigins = "CORS_ALLOWED_ORIGINS"
    case corsAllowCredentials = "CORS_ALLOW_CREDENTIALS"
    case corsMaxAge = "CORS_MAX_AGE"

    /// What holds when nobody sets it; `nil` if nothing does.
    var standard: String? {
        switch self {
        case .auth0Domain, .auth0Audience, .issuers, .issuersFile, .jwksCacheDirectory, .tlsCAFile: nil
        case .fastcgiWorkers: String(ServerConfiguration.processors)
        case .algorithms: "RS256"
        case .clockSkew, .jwksCooldown: "30s"
        case .maxTokenBytes: "16384"
        case .requireATJWT: "false"
        case .tokenSources: "header"
        case .jwksCacheTTL: "5m"
        case .jwksTimeout, .shutdownGrace: "5s"
        case .jwksMaxStale: "24h"
        case .fastcgiListen: "unix:/run/bearerd/bearerd.sock"
        case .fastcgiSocketMode: "0660"
        case .fastcgiIOTimeout: "15s"
        case .maxBodyBytes: "1048576"
        case .realm: "api"
        case .publicOrigin, .publicPathPrefix, .dpopNonceKeyFile: nil
        case .dpopMode: "allowed"
        case .dpopAlgorithms: "ES256,RS256,PS256,EdDSA"
        case .dpopProofAge: "5m"
        case .dpopProofLeeway: "30s"
        case .dpopReplayEntries: "100000"
        case .dpopNonce: "off"
        case .logLevel: "info"
        case .logFormat: "json"
        case .refusalsLogged: "100"
        case .tokenCacheEntries: "10000"
        case .identityHeaders: IdentityHeaders.standardText
        case .corsAllowedOrigins: nil
        case .corsAllowCredentials: "false"
        case .corsMaxAge: "10m"
        }
    }

    /// What holds when it has neither a value nor a default, in words; `nil` if nothing does.
    var standardInWords: String? {
        switch self {
        case .jwksCacheDirectory: "CACHE_DIRECTORY, which systemd sets in the unit"
        case .tlsCAFile: "the system's"
        case .publicOrigin: "of each request, as the web server passes it"
        case .dpopNonceKeyFile: "made at start"
        default: nil
        }
    }

    /// Its flag, without the dashes.
    var flag: String { rawValue.lowercased().replacing("_", with: "-") }
}

import ArgumentParser

/// A flag for every setting, and one for the file that has settings.
///
/// All are texts here; ``Settings`` converts them, wherever they come from.
struct SettingFlags: ParsableArguments {
    @Option(help: ArgumentHelp("A file of settings in the place of .env.", valueName: "file"))
    var envFile: String?
    @Option(help: ArgumentHelp("Tenant domain; the issuer is https://DOMAIN/.", valueName: "host[:port]"))
    var auth0Domain: String?
    @Option(help: ArgumentHelp("The API's identifiers; a token must carry at least one.", valueName: "list"))
    var auth0Audience: String?
    @Option(help: ArgumentHelp("Further issuers, as URLs.", valueName: "list"))
    var issuers: String?
    @Option(help: ArgumentHelp("A JSON file of issuer policies.", valueName: "path"))
    var issuersFile: String?
    @Option(help: ArgumentHelp("Accepted signature algorithms (default: RS256).", valueName: "list"))
    var algorithms: String?
    @Option(help: ArgumentHelp("Tolerance on exp, nbf and iat, at most 5m (default: 30s).", valueName: "duration"))
    var clockSkew: String?
    @Option(help: ArgumentHelp("A longer token is refused (default: 16384).", valueName: "bytes"))
    var maxTokenBytes: String?
    @Option(
        name: .customLong("require-at-jwt"),
        help: ArgumentHelp("Require RFC 9068 (default: false).", valueName: "bool")
    )
    var requireATJWT: String?
    @Option(help: ArgumentHelp("Of header, cookie:NAME, query:NAME (default: header).", valueName: "list"))
    var tokenSources: String?
    @Option(help: ArgumentHelp("How long fetched keys are fresh (default: 5m).", valueName: "duration"))
    var jwksCacheTTL: String?
    @Option(help: ArgumentHelp("The longest time of one fetch (default: 5s).", valueName: "duration"))
    var jwksTimeout: String?
    @Option(help: ArgumentHelp("Between fetches for unknown keys (default: 30s).", valueName: "duration"))
    var jwksCooldown: String?
    @Option(help: ArgumentHelp("How long keys outlive their issuer (default: 24h).", valueName: "duration"))
    var jwksMaxStale: String?
    @Option(help: ArgumentHelp("Where the last good keys are kept.", valueName: "path"))
    var jwksCacheDir: String?
    @Option(help: ArgumentHelp("Certificate authorities for fetching (default: the system's).", valueName: "path"))
    var tlsCAFile: String?
    @Option(help: ArgumentHelp("unix:/PATH, IPV4:PORT or [IPV6]:PORT.", valueName: "address"))
    var fastcgiListen: String?
    @Option(help: ArgumentHelp("Permissions of a Unix socket (default: 0660).", valueName: "octal"))
    var fastcgiSocketMode: String?
    @Option(help: ArgumentHelp("Threads (default: the number of processors).", valueName: "count"))
    var fastcgiWorkers: String?
    @Option(
        name: .customLong("fastcgi-io-timeout"),
        help: ArgumentHelp("The longest wait for one read or write (default: 15s).", valueName: "duration")
    )
    var fastcgiIOTimeout: String?
    @Option(help: ArgumentHelp("A longer body is answered 413 (default: 1048576).", valueName: "bytes"))
    var maxBodyBytes: String?
    @Option(help: ArgumentHelp("Requests may finish for so long (default: 5s).", valueName: "duration"))
    var shutdownGrace: String?
    @Option(help: ArgumentHelp("In every challenge (default: api).", valueName: "text"))
    var realm: String?
    @Option(help: ArgumentHelp("The origin that clients use.", valueName: "url"))
    var publicOrigin: String?
    @Option(help: ArgumentHelp("What a proxy takes off the front of the path.", valueName: "path"))
    var publicPathPrefix: String?
    @Option(help: ArgumentHelp("allowed, required or disabled (default: allowed).", valueName: "mode"))
    var dpopMode: String?
    @Option(help: ArgumentHelp("Accepted algorithms of proofs (default: ES256,RS256,PS256,EdDSA).", valueName: "list"))
    var dpopAlgorithms: String?
    @Option(help: ArgumentHelp("How old a proof may be (default: 5m).", valueName: "duration"))
    var dpopProofAge: String?
    @Option(help: ArgumentHelp("How far a proof may be ahead (default: 30s).", valueName: "duration"))
    var dpopProofLeeway: String?
    @Option(help: ArgumentHelp("Used proofs remembered (default: 100000).", valueName: "count"))
    var dpopReplayEntries: String?
    @Option(help: ArgumentHelp("off or required (default: off).", valueName: "mode"))
    var dpopNonce: String?
    @Option(help: ArgumentHelp("The secret under which nonces are made.", valueName: "path"))
    var dpopNonceKeyFile: String?
    @Option(
        help: ArgumentHelp("trace, debug, info, notice, warning, error, critical (default: info).", valueName: "level")
    )
    var logLevel: String?
    @Option(help: ArgumentHelp("json or text (default: json).", valueName: "format"))
    var logFormat: String?
    @Option(help: ArgumentHelp("Lines a second about refused requests (default: 100).", valueName: "count"))
    var refusalsLogged: String?
    @Option(help: ArgumentHelp("Verified tokens remembered; 0 for none (default: 10000).", valueName: "count"))
    var tokenCacheEntries: String?
    @Option(help: ArgumentHelp("What guarded applications are told, as NAME=CLAIM.", valueName: "list"))
    var identityHeaders: String?
    @Option(help: ArgumentHelp("Origins whose web pages may read answers, or *.", valueName: "list"))
    var corsAllowedOrigins: String?
    @Option(help: ArgumentHelp("Browsers send cookies along (default: false).", valueName: "bool"))
    var corsAllowCredentials: String?
    @Option(help: ArgumentHelp("How long browsers remember a preflight (default: 10m).", valueName: "duration"))
    var corsMaxAge: String?

    /// The flags that were given.
    var values: [SettingKey: String] {
        let all: [SettingKey: String?] = [
            .auth0Domain: auth0Domain, .auth0Audience: auth0Audience, .issuers: issuers, .issuersFile: issuersFile,
            .algorithms: algorithms, .clockSkew: clockSkew, .maxTokenBytes: maxTokenBytes, .requireATJWT: requireATJWT,
            .tokenSources: tokenSources, .jwksCacheTTL: jwksCacheTTL, .jwksTimeout: jwksTimeout,
            .jwksCooldown: jwksCooldown, .jwksMaxStale: jwksMaxStale, .jwksCacheDirectory: jwksCacheDir,
            .tlsCAFile: tlsCAFile, .fastcgiListen: fastcgiListen, .fastcgiSocketMode: fastcgiSocketMode,
            .fastcgiWorkers: fastcgiWorkers, .fastcgiIOTimeout: fastcgiIOTimeout, .maxBodyBytes: maxBodyBytes,
            .shutdownGrace: shutdownGrace, .realm: realm,
            .publicOrigin: publicOrigin, .publicPathPrefix: publicPathPrefix, .dpopMode: dpopMode,
            .dpopAlgorithms: dpopAlgorithms, .dpopProofAge: dpopProofAge, .dpopProofLeeway: dpopProofLeeway,
            .dpopReplayEntries: dpopReplayEntries, .dpopNonce: dpopNonce, .dpopNonceKeyFile: dpopNonceKeyFile,
            .logLevel: logLevel, .logFormat: logFormat, .refusalsLogged: refusalsLogged,
            .tokenCacheEntries: tokenCacheEntries,
            .identityHeaders: identityHeaders, .corsAllowedOrigins: corsAllowedOrigins,
            .corsAllowCredentials: corsAllowCredentials, .corsMaxAge: corsMaxAge,
        ]
        return all.compactMapValues { $0 }
    }
}

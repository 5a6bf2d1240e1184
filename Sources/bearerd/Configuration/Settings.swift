import FastCGI
import JOSE
import Logging
import OAuth
import OAuthMiddleware

/// All settings, each converted and found good.
struct Settings: Sendable {
    var policies: [IssuerPolicy]
    /// What an operator should know, though it stops nothing.
    let warnings: [String]
    /// The files that members of `ISSUERS_FILE` name.
    let issuersFiles: [(place: String, path: String)]
    let maxTokenBytes: Int
    let tokenCacheEntries: Int
    let tokenSources: [TokenSource]
    var jwks: JWKSCacheConfiguration
    let jwksTimeout: Duration
    let certificateAuthorities: String?
    let listen: ListenAddress
    let socketMode: UInt16
    let server: ServerConfiguration
    let realm: String
    let dpop: DPoPSettings
    let identityHeaders: IdentityHeaders
    /// `nil` where no page of another origin may read answers.
    let cors: CORSPolicy?
    let logLevel: Logger.Level
    let logFormat: LogFormat
    /// Lines a second.
    let refusalsLogged: Int

    /// Reads and checks every setting.
    ///
    /// - Throws: ``SettingError`` for the first that is wrong.
    init(_ reader: SettingReader) throws(SettingError) {
        let issuers = try IssuerSettings(reader)
        policies = issuers.policies
        warnings = reader.warnings + issuers.warnings
        issuersFiles = issuers.files
        maxTokenBytes = try reader.required(
            .maxTokenBytes,
            "a number of bytes from 256 to 65536",
            SettingValue.integer(in: 256...65_536)
        )
        tokenCacheEntries = try reader.required(
            .tokenCacheEntries,
            "a number from 0 to 1000000",
            SettingValue.integer(in: 0...1_000_000)
        )
        tokenSources = try Self.tokenSources(reader)
        jwks = try Self.jwks(reader)
        jwksTimeout = try Self.jwksTimeout(reader)
        certificateAuthorities = try Self.certificateAuthorities(reader)
        listen = try reader.required(
            .fastcgiListen,
            "unix:/PATH of at most 107 bytes, IPV4:PORT or [IPV6]:PORT",
            ListenAddress.init
        )
        socketMode = try reader.required(.fastcgiSocketMode, "permissions in octal, such as 0660", SettingValue.mode)
        server = try Self.server(reader)
        realm = try reader.required(.realm, "visible ASCII characters and spaces without \" and \\") { text in
            text.utf8.allSatisfy { (0x20...0x7E).contains($0) && $0 != 0x22 && $0 != 0x5C } ? text : nil
        }
        dpop = try DPoPSettings(reader)
        identityHeaders = try Self.identityHeaders(reader)
        cors = try Self.cors(reader)
        logLevel = try reader.required(
            .logLevel,
            "one of " + Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
        ) { Logger.Level(rawValue: $0) }
        logFormat = try reader.required(.logFormat, "json or text", LogFormat.init)
        refusalsLogged = try reader.required(
            .refusalsLogged,
            "a number of lines a second from 0 to 1000000",
            SettingValue.integer(in: 0...1_000_000)
        )
    }

    private static func tokenSources(_ reader: SettingReader) throws(SettingError) -> [TokenSource] {
        let expected = "a list of header, cookie:NAME and query:NAME, each at most once"
        return try reader.required(.tokenSources, expected) { text in
            guard let sources = SettingValue.list(of: TokenSource.init)(text) else { return nil }
            return Set(sources).count == sources.count ? sources : nil
        }
    }

    /// - Throws: ``SettingError`` when the setting is wrong.
    static func identityHeaders(_ reader: SettingReader) throws(SettingError) -> IdentityHeaders {
        let expected = """
            a list of NAME=CLAIM, each NAME once, of letters, digits and at most one hyphen, and none of the reserved names \
            \(IdentityHeaders.reservedNames.sorted().joined(separator: ", "))
            """
        return try reader.required(.identityHeaders, expected) {
            SettingValue.list($0).flatMap(IdentityHeaders.init)
        }
    }

    private static func cors(_ reader: SettingReader) throws(SettingError) -> CORSPolicy? {
        let allowsCredentials = try reader.required(.corsAllowCredentials, "true or false", SettingValue.boolean)
        let maxAge = try reader.required(
            .corsMaxAge,
            "a duration from 0s to 24h",
            SettingValue.duration(in: .zero...(.seconds(86_400)))
        )
        let expected =
            "a list of origins as browsers write them, such as https://app.example.com, or * without credentials"
        return try reader.value(.corsAllowedOrigins, expected) { text in
            if text == "*" { return CORSPolicy(origins: .any, allowsCredentials: allowsCredentials, maxAge: maxAge) }
            guard let origins = SettingValue.list(text), origins.allSatisfy(CORSPolicy.isOrigin) else { return nil }
            return CORSPolicy(origins: .list(origins), allowsCredentials: allowsCredentials, maxAge: maxAge)
        }
    }

    private static func jwks(_ reader: SettingReader) throws(SettingError) -> JWKSCacheConfiguration {
        var configuration = JWKSCacheConfiguration()
        configuration.ttl = try reader.required(
            .jwksCacheTTL,
            "a duration from 1m to 24h",
            SettingValue.duration(in: .seconds(60)...(.seconds(86_400)))
        )
        configuration.cooldown = try reader.required(
            .jwksCooldown,
            "a duration from 1s to 1h",
            SettingValue.duration(in: .seconds(1)...(.seconds(3_600)))
        )
        configuration.maxStale = try reader.required(
            .jwksMaxStale,
            "a duration from 0s to 720h",
            SettingValue.duration(in: .zero...(.seconds(2_592_000)))
        )
        configuration.directory = try reader.value(.jwksCacheDirectory, "an absolute path") { text in
            text.hasPrefix("/") ? text : nil
        }
        // Discovery and key set, one after the other, and a little for what stands before them.
        configuration.longestWait = try jwksTimeout(reader) * 2 + .seconds(1)
        return configuration
    }

    private static func jwksTimeout(_ reader: SettingReader) throws(SettingError) -> Duration {
        let bounds = Duration.milliseconds(10)...(.seconds(60))
        return try reader.required(.jwksTimeout, "a duration from 10ms to 60s", SettingValue.duration(in: bounds))
    }

    private static func certificateAuthorities(_ reader: SettingReader) throws(SettingError) -> String? {
        let expected = "a readable file of PEM certificates"
        guard let content = try reader.file(.tlsCAFile, expected, limit: 4_194_304) else { return nil }
        guard content.contains(Array("-----BEGIN CERTIFICATE-----".utf8)) else {
            throw reader.error(.tlsCAFile, "\(expected): there is no line -----BEGIN CERTIFICATE----- in it")
        }
        return reader.text(.tlsCAFile)?.value
    }

    private static func server(_ reader: SettingReader) throws(SettingError) -> ServerConfiguration {
        var configuration = ServerConfiguration()
        if let workers = try reader.value(
            .fastcgiWorkers,
            "a number of threads from 1 to 1024",
            SettingValue.integer(in: 1...1024)
        ) {
            configuration.workers = workers
        }
        configuration.ioTimeout = try reader.required(
            .fastcgiIOTimeout,
            "a duration from 10ms to 1h",
            SettingValue.duration(in: .milliseconds(10)...(.seconds(3_600)))
        )
        configuration.maxBodyBytes = try reader.required(
            .maxBodyBytes,
            "a number of bytes from 0 to 1073741824",
            SettingValue.integer(in: 0...1_073_741_824)
        )
        configuration.shutdownGrace = try reader.required(
            .shutdownGrace,
            "a duration from 0s to 10m",
            SettingValue.duration(in: .zero...(.seconds(600)))
        )
        return configuration
    }
}

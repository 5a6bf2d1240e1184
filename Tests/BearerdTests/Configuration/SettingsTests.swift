import JWKS
import FastCGI
import Fetching
import JOSE
import Logging
import OAuth
import ResourceServer
import TestSupport
import Testing

@testable import bearerd

@Suite struct SettingsTests {
    @Test func theDefaultsHold() throws {
        let settings = try SettingFixtures.settings()
        #expect(settings.policies.map(\.issuer) == ["https://tenant.example.com/"])
        #expect(settings.policies.map(\.audiences) == [["https://api.example.com"]])
        #expect(settings.policies.first?.algorithms == [.rs256])
        #expect(settings.policies.first?.clockSkew == .seconds(30))
        #expect(settings.policies.first?.requiresATJWT == false)
        #expect(settings.warnings == [])
        #expect(settings.maxTokenBytes == 16_384)
        #expect(settings.tokenCacheEntries == 10_000)
        #expect(settings.tokenSources == [.header])
        #expect(settings.jwks.ttl == .seconds(300))
        #expect(settings.jwks.cooldown == .seconds(30))
        #expect(settings.jwks.maxStale == .seconds(86_400))
        #expect(settings.jwks.directory == nil)
        #expect(settings.fetching.timeout == .seconds(5))
        #expect(settings.fetching.standard.certificateAuthorities == nil)
        #expect(settings.socketMode == 0o660)
        #expect(settings.server.ioTimeout == .seconds(15))
        #expect(settings.server.maxBodyBytes == 1_048_576)
        #expect(settings.server.shutdownGrace == .seconds(5))
        #expect(settings.realm == "api")
        #expect(settings.logLevel == .info)
        #expect(settings.logFormat == .json)
        #expect(settings.refusalsLogged == 100)
    }

    @Test func whatOthersMayChangeIsWarnedAbout() throws {
        try TemporaryFile.with(String(repeating: "k", count: 32), mode: 0o660) { path in
            // The directory of temporary files is everybody's.
            let settings = ["JWKS_CACHE_DIR": "/tmp", "DPOP_NONCE_KEY_FILE": path]
            let warnings = try SettingFixtures.settings(settings).warnings
            let start = "no keys are stored in JWKS_CACHE_DIR, and none that lie there are used: /tmp belongs to user 0"
            #expect(warnings.first?.hasPrefix(start) == true)
            #expect(warnings.last == "the secret in \(path) can be changed by others than its owner (chmod go-w)")
            #expect(warnings.count == 2)
        }
    }

    @Test func everySettingIsRead() throws {
        let settings = try TemporaryFile.with("-----BEGIN CERTIFICATE-----\n") { path in
            try SettingFixtures.settings([
                "ALGORITHMS": "ES256, PS384", "CLOCK_SKEW": "0s", "MAX_TOKEN_BYTES": "4096", "REQUIRE_AT_JWT": "true",
                "TOKEN_SOURCES": "cookie:at, header", "JWKS_CACHE_TTL": "1m", "JWKS_TIMEOUT": "2s",
                "JWKS_COOLDOWN": "1s",
                "JWKS_MAX_STALE": "0s", "JWKS_CACHE_DIR": "/var/cache/x", "TLS_CA_FILE": path,
                "FASTCGI_LISTEN": "127.0.0.1:9000", "FASTCGI_SOCKET_MODE": "0600", "FASTCGI_WORKERS": "3",
                "FASTCGI_IO_TIMEOUT": "1s", "MAX_BODY_BYTES": "0", "SHUTDOWN_GRACE": "0s", "REALM": "a b",
                "LOG_LEVEL": "trace",
                "LOG_FORMAT": "text", "REFUSALS_LOGGED": "0", "TOKEN_CACHE_ENTRIES": "0",
            ])
        }
        #expect(settings.policies.first?.algorithms == [.es256, .ps384])
        #expect(settings.policies.first?.clockSkew == .zero)
        #expect(settings.policies.first?.requiresATJWT == true)
        #expect(settings.maxTokenBytes == 4_096)
        #expect(settings.tokenCacheEntries == 0)
        #expect(settings.tokenSources == [.cookie("at"), .header])
        #expect(settings.jwks.ttl == .seconds(60))
        #expect(settings.jwks.cooldown == .seconds(1))
        #expect(settings.jwks.maxStale == .zero)
        #expect(settings.jwks.directory == "/var/cache/x")
        #expect(settings.jwks.longestWait == .seconds(5))
        #expect(settings.fetching.timeout == .seconds(2))
        #expect(settings.fetching.standard.certificateAuthorities != nil)
        #expect(settings.socketMode == 0o600)
        #expect(settings.server.workers == 3)
        #expect(settings.server.ioTimeout == .seconds(1))
        #expect(settings.server.maxBodyBytes == 0)
        #expect(settings.server.shutdownGrace == .zero)
        #expect(settings.realm == "a b")
        #expect(settings.logLevel == .trace)
        #expect(settings.logFormat == .text)
        #expect(settings.refusalsLogged == 0)
    }

    @Test(arguments: [
        ("AUTH0_DOMAIN", "https://x", "a host name with an optional port, without a scheme and without a path"),
        (
            "ISSUERS", "http://x.example/",
            "URLs, each https, or http of a loopback host, without a query and without a fragment"
        ),
        ("ISSUERS_FILE", "/nowhere", "a readable file of at most 16 MiB: No such file or directory"),
        ("CLOCK_SKEW", "6m", "a duration from 0s to 5m"),
        ("MAX_TOKEN_BYTES", "255", "a number of bytes from 256 to 65536"),
        ("MAX_TOKEN_BYTES", "65537", "a number of bytes from 256 to 65536"), ("REQUIRE_AT_JWT", "yes", "true or false"),
        ("TOKEN_SOURCES", "body", "a list of header, cookie:NAME and query:NAME, each at most once"),
        ("TOKEN_SOURCES", "header,header", "a list of header, cookie:NAME and query:NAME, each at most once"),
        ("JWKS_CACHE_TTL", "59s", "a duration from 1m to 24h"), ("JWKS_CACHE_TTL", "25h", "a duration from 1m to 24h"),
        ("JWKS_TIMEOUT", "0s", "a duration from 10ms to 60s"), ("JWKS_COOLDOWN", "0s", "a duration from 1s to 1h"),
        ("JWKS_MAX_STALE", "721h", "a duration from 0s to 720h"), ("JWKS_CACHE_DIR", "cache", "an absolute path"),
        ("TLS_CA_FILE", "/nowhere", "a readable file of PEM certificates: No such file or directory"),
        ("TLS_CA_FILE", "/dev/zero", "a readable file of PEM certificates: not a regular file"),
        ("FASTCGI_LISTEN", "x", "unix:/PATH of at most 107 bytes, IPV4:PORT or [IPV6]:PORT"),
        ("FASTCGI_SOCKET_MODE", "999", "permissions in octal, such as 0660"),
        ("FASTCGI_WORKERS", "0", "a number of threads from 1 to 1024"),
        ("FASTCGI_IO_TIMEOUT", "2h", "a duration from 10ms to 1h"),
        ("MAX_BODY_BYTES", "-1", "a number of bytes from 0 to 1073741824"),
        ("SHUTDOWN_GRACE", "11m", "a duration from 0s to 10m"),
        ("LOG_LEVEL", "loud", "one of trace, debug, info, notice, warning, error, critical"),
        ("LOG_FORMAT", "JSON", "json or text"),
        ("REFUSALS_LOGGED", "-1", "a number of lines a second from 0 to 1000000"),
        ("REFUSALS_LOGGED", "1000001", "a number of lines a second from 0 to 1000000"),
        ("TOKEN_CACHE_ENTRIES", "1000001", "a number from 0 to 1000000"),
    ])
    func aWrongValueStopsTheStartWithOneLine(key: String, value: String, expected: String) {
        #expect(SettingFixtures.refusal([key: value]) == "\(key) is \"\(value)\" (environment): expected \(expected)")
    }

    @Test(arguments: SettingTable.rows.map(\.name)) func noRowIsLeftUnread(name: String) {
        #expect(SettingFixtures.refusal([name: ",\u{1}"])?.hasPrefix("\(name) is ") == true)
    }

    @Test(arguments: ["", "PEM", "-----BEGIN PRIVATE KEY-----\n"])
    func authoritiesAreCertificates(content: String) throws {
        let refusal = try TemporaryFile.with(content) { SettingFixtures.refusal(["TLS_CA_FILE": $0]) }
        #expect(refusal?.hasPrefix("TLS_CA_FILE is ") == true)
        #expect(refusal?.hasSuffix("there is no line -----BEGIN CERTIFICATE----- in it") == true)
    }

    @Test func namesThatAreReservedAreTold() {
        let refusal = SettingFixtures.refusal(["IDENTITY_HEADERS": "Host=sub"])
        #expect(refusal?.hasPrefix("IDENTITY_HEADERS is \"Host=sub\" (environment): expected a list of ") == true)
        #expect(refusal?.contains("none of the reserved names accept, auth-refusal, authorization, ") == true)
        #expect(refusal?.contains(", host, ") == true)
    }

    @Test(arguments: ["\"", "\\", "caf\u{E9}", "a\nb", "a\u{7F}", "\t"]) func aRealmIsVisibleASCII(realm: String) {
        #expect(SettingFixtures.refusal(["REALM": realm])?.hasPrefix("REALM is ") == true)
        #expect(SettingFixtures.refusal(["REALM": realm])?.contains("\n") == false)
    }
}

import Testing

@testable import bearerd

@Suite struct SettingKeyTests {
    @Test(
        arguments: [
            ("AUTH0_DOMAIN", nil), ("AUTH0_AUDIENCE", nil), ("ISSUERS", nil), ("ISSUERS_FILE", nil),
            ("ALGORITHMS", "RS256"),
            ("CLOCK_SKEW", "30s"), ("MAX_TOKEN_BYTES", "16384"), ("REQUIRE_AT_JWT", "false"),
            ("TOKEN_SOURCES", "header"),
            ("JWKS_CACHE_TTL", "5m"), ("JWKS_TIMEOUT", "5s"), ("JWKS_COOLDOWN", "30s"), ("JWKS_MAX_STALE", "24h"),
            ("JWKS_CACHE_DIR", nil), ("TLS_CA_FILE", nil), ("FASTCGI_LISTEN", "unix:/run/bearerd/bearerd.sock"),
            ("FASTCGI_SOCKET_MODE", "0660"), ("FASTCGI_IO_TIMEOUT", "15s"), ("MAX_BODY_BYTES", "1048576"),
            ("SHUTDOWN_GRACE", "5s"), ("REALM", "api"), ("LOG_LEVEL", "info"), ("LOG_FORMAT", "json"),
            ("REFUSALS_LOGGED", "100"),
            ("TOKEN_CACHE_ENTRIES", "10000"), ("PUBLIC_ORIGIN", nil), ("DPOP_MODE", "allowed"),
            ("DPOP_ALGORITHMS", "ES256,RS256,PS256,EdDSA"), ("DPOP_PROOF_AGE", "5m"), ("DPOP_PROOF_LEEWAY", "30s"),
            ("DPOP_REPLAY_ENTRIES", "100000"), ("DPOP_NONCE", "off"),
        ] as [(String, String?)]
    )
    func everySettingHasTheDefaultThatUsersRelyOn(name: String, standard: String?) throws {
        #expect(try #require(SettingKey(rawValue: name)).standard == standard)
    }

    @Test func thereAreAsManyWorkersAsProcessors() throws {
        #expect(try #require(SettingKey.fastcgiWorkers.standard.flatMap { Int($0) }) >= 1)
    }
}

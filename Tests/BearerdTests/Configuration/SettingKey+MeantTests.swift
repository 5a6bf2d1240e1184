import Testing

@testable import bearerd

@Suite struct SettingKeyMeantTests {
    @Test(arguments: [
        ("DPOP_MOD", SettingKey.dpopMode), ("DPOP_MDOE", .dpopMode), ("DPOPMODE", .dpopMode), ("dpop_mode", .dpopMode),
        ("dpop-mode", .dpopMode), ("Dpop.Mode", .dpopMode), ("DPOP_MODE2", .dpopMode), ("DOPP_MDOE", .dpopMode),
        ("DPOP_MODE_X", .dpopMode), ("DPOP_NONCE_KEY", .dpopNonceKeyFile), ("TLS_CA", .tlsCAFile), ("REALMS", .realm),
        ("ISSUER", .issuers), ("ISSUER_FILE", .issuersFile), ("ALGORITHM", .algorithms), ("LOGLEVEL", .logLevel),
        ("AUTH_DOMAIN", .auth0Domain), ("AUTHO_DOMAIN", .auth0Domain), ("CORS_ALLOW_ORIGINS", .corsAllowedOrigins),
        ("JWKS_CACHE", .jwksCacheTTL), ("JWKS_CACHE_DIRECTORY", .jwksCacheDirectory),
        ("CLOCK_SKEW_SECONDS", .clockSkew), ("fastcgiListen", .fastcgiListen),
    ])
    func aSlipOfTheFingersIsSeen(name: String, key: SettingKey) {
        #expect(SettingKey.meant(by: name) == key)
    }

    @Test(arguments: [
        "DATABASE_URL", "PATH", "HOME", "LANG", "TERM", "USER", "LOGNAME", "SHELL", "PWD", "HOSTNAME", "TZ", "MODE",
        "NOTIFY_SOCKET", "LISTEN_FDS", "LISTEN_FDNAMES", "LISTEN_PID", "INVOCATION_ID", "JOURNAL_STREAM",
        "SYSTEMD_EXEC_PID", "CACHE_DIRECTORY", "RUNTIME_DIRECTORY", "CREDENTIALS_DIRECTORY", "MEMORY_PRESSURE_WATCH",
        "SSL_CERT_FILE", "TLS_CERT_FILE", "TLS_KEY_FILE", "AUTH0_CLIENT_ID", "AUTH0_CLIENT_SECRET", "AUTH0_SECRET",
        "AUTH0_BASE_URL", "AUTH0_ISSUER_BASE_URL", "CORS_ORIGIN", "LOG", "LOG_FILE", "DPOP", "JWKS_URI", "RULE", "",
        "REALM_NAME", "_",
    ])
    func namesOfOtherProgramsAreFar(name: String) {
        #expect(SettingKey.meant(by: name) == nil)
    }

    @Test(arguments: SettingKey.allCases) func everySettingIsFoundInSmallLettersAndWithALetterTooMany(key: SettingKey) {
        #expect(SettingKey.meant(by: key.flag) == key)
        #expect(SettingKey.meant(by: "\(key.rawValue)X") == key)
        #expect(SettingKey.meant(by: String(key.rawValue.dropFirst())) == key)
    }

    @Test func aNameWithoutAnEndIsNotCompared() {
        #expect(SettingKey.meant(by: "DPOP_MODE_" + String(repeating: "X", count: 100_000)) == nil)
    }
}

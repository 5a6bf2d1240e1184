import Testing

@testable import bearerd

@Suite struct SettingTableMeantTests {
    @Test(arguments: [
        ("DPOP_MOD", "DPOP_MODE"), ("DPOP_MDOE", "DPOP_MODE"), ("DPOPMODE", "DPOP_MODE"), ("dpop_mode", "DPOP_MODE"),
        ("dpop-mode", "DPOP_MODE"), ("Dpop.Mode", "DPOP_MODE"), ("DPOP_MODE2", "DPOP_MODE"), ("DOPP_MDOE", "DPOP_MODE"),
        ("DPOP_MODE_X", "DPOP_MODE"), ("DPOP_NONCE_KEY", "DPOP_NONCE_KEY_FILE"), ("TLS_CA", "TLS_CA_FILE"),
        ("REALMS", "REALM"),
        ("ISSUER", "ISSUERS"), ("ISSUER_FILE", "ISSUERS_FILE"), ("ALGORITHM", "ALGORITHMS"), ("LOGLEVEL", "LOG_LEVEL"),
        ("AUTH_DOMAIN", "AUTH0_DOMAIN"), ("AUTHO_DOMAIN", "AUTH0_DOMAIN"),
        ("CORS_ALLOW_ORIGINS", "CORS_ALLOWED_ORIGINS"),
        ("JWKS_CACHE", "JWKS_CACHE_TTL"), ("JWKS_CACHE_DIRECTORY", "JWKS_CACHE_DIR"),
        ("CLOCK_SKEW_SECONDS", "CLOCK_SKEW"), ("fastcgiListen", "FASTCGI_LISTEN"),
    ])
    func aSlipOfTheFingersIsSeen(name: String, meant: String) {
        #expect(SettingTable.meant(by: name)?.name == meant)
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
        #expect(SettingTable.meant(by: name) == nil)
    }

    @Test(arguments: SettingTable.rows.map { ($0.name, $0.flag) })
    func everySettingIsFoundInSmallLettersAndWithALetterTooManyOrTooFew(name: String, flag: String) {
        for written in [flag, "\(name)X", String(name.dropFirst())] {
            #expect(SettingTable.meant(by: written)?.name == name)
        }
    }

    @Test func aNameWithoutAnEndIsNotCompared() {
        #expect(SettingTable.meant(by: "DPOP_MODE_" + String(repeating: "X", count: 100_000)) == nil)
    }
}

import TestSupport
import Testing

@testable import bearerd

/// Who adds a setting adds a row, and is told here what else it needs.
@Suite struct SettingTableTests {
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
            ("DPOP_ALGORITHMS", "ES256,ES384,RS256,PS256,EdDSA,Ed25519"), ("DPOP_PROOF_AGE", "5m"),
            ("DPOP_PROOF_LEEWAY", "30s"),
            ("DPOP_REPLAY_ENTRIES", "1000000"), ("DPOP_NONCE", "off"),
        ] as [(String, String?)]
    )
    func everySettingHasTheDefaultThatUsersRelyOn(name: String, standard: String?) throws {
        #expect(try #require(SettingTable.row(named: name)).standard == standard)
    }

    @Test func thereAreAsManyWorkersAsProcessors() throws {
        #expect(try #require(SettingTable.standard.fastcgiWorkers.standard.flatMap { Int($0) }) >= 1)
    }

    @Test func everyRowHasANameOfItsOwnAndASentence() {
        let names = SettingTable.rows.map(\.name)
        #expect(names.count > 30)
        #expect(Set(names).count == names.count)
        for row in SettingTable.rows {
            #expect(row.name.wholeMatch(of: /[A-Z][A-Z0-9]*(_[A-Z0-9]+)*/) != nil, "\(row.name)")
            #expect(row.help.hasSuffix("."), "\(row.name)")
        }
    }

    @Test func theExampleFileHasEverySettingWithItsDefault() throws {
        let lines = try Repository.text(of: ".env.example").matches(of: /(?m)^#?([A-Z0-9_]+)=(.*)$/)
        let examples = lines.map { "\($0.1)=\($0.2)" }
        let rows = SettingTable.rows.map { row in
            "\(row.name)=\(row.standardInWords == nil ? row.standard ?? "" : "")"
        }
        #expect(examples.sorted() == rows.sorted())
    }

    @Test func theManualPageHasEverySettingWithItsDefault() throws {
        let page = try Repository.text(of: "systemd/bearerd.8")
        let entries = page.split(separator: ".It Ev ").dropFirst().map { entry in
            let lines = entry.split(separator: "\n", omittingEmptySubsequences: false)
            let section = lines.prefix { $0 != ".El" }
            let standard = section.firstIndex(of: "Default:").map { section[$0 + 1] }
            return "\(lines[0]) \(standard?.hasPrefix(".Ql ") == true ? standard ?? "" : "")"
        }
        let rows = SettingTable.rows.map { row in
            let standard = row.standardInWords == nil ? row.standard.map { ".Ql \($0) ." } : nil
            return "\(row.name) \(standard ?? "")"
        }
        #expect(entries.sorted() == rows.sorted())
    }
}

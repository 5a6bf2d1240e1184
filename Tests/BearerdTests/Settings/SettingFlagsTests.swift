import ArgumentParser
import Testing

@testable import bearerd

@Suite struct SettingFlagsTests {
    @Test func aFlagIsTheKeyInSmallLettersWithDashes() {
        #expect(SettingTable.standard.jwksCacheTTL.flag == "jwks-cache-ttl")
        #expect(SettingTable.standard.requireATJWT.flag == "require-at-jwt")
        #expect(SettingTable.standard.auth0Domain.flag == "auth0-domain")
    }

    @Test(arguments: SettingTable.rows.map { ($0.name, $0.flag) })
    func everySettingHasItsFlag(name: String, flag: String) throws {
        #expect(try SettingFlags.parse(["--\(flag)", "x"]).values == [name: "x"])
        #expect(try SettingFlags.parse(["--\(flag)=x=y"]).values == [name: "x=y"])
    }

    @Test func theHelpHasEverySettingWithWhatItsRowSays() {
        let help = SettingFlags.helpMessage(columns: 10_000)
        #expect(help.contains(#/ --env-file <file>\s+A file of settings in the place of .env./#))
        #expect(help.contains(#/ --auth0-domain <host\[:port\]>\s+Tenant domain; the issuer is https:..DOMAIN.\./#))
        #expect(help.contains(#/ --jwks-cache-ttl <duration>\s+How long fetched keys are fresh \(default: 5m\)\./#))
        #expect(help.contains(#/ --fastcgi-workers <count>\s+Threads \(default: the number of processors\)\./#))
        for row in SettingTable.rows {
            #expect(help.contains("  --\(row.flag) <\(row.valueName)>"), "\(row.name)")
            #expect(help.contains(row.help.dropLast()), "\(row.name)")
        }
    }

    @Test func theFileOfSettingsIsNoSetting() throws {
        let flags = try SettingFlags.parse(["--env-file", "/x"])
        #expect(flags.envFile == "/x")
        #expect(flags.values.isEmpty)
    }

    @Test func flagsThatWereNotGivenAreNone() throws {
        #expect(try SettingFlags.parse([]).values.isEmpty)
    }

    @Test(arguments: ["--no-such-flag", "--auth0_domain", "--clock-skew", "--auth0-dom=x", "-r", "surplus"])
    func anythingElseIsWrongUsage(
        argument: String
    ) {
        #expect(throws: (any Error).self) { try SettingFlags.parse([argument]) }
    }
}

import ArgumentParser
import Testing

@testable import bearerd

@Suite struct SettingFlagsTests {
    @Test func aFlagIsTheKeyInSmallLettersWithDashes() {
        #expect(SettingKey.jwksCacheTTL.flag == "jwks-cache-ttl")
        #expect(SettingKey.requireATJWT.flag == "require-at-jwt")
        #expect(SettingKey.auth0Domain.flag == "auth0-domain")
    }

    @Test(arguments: SettingKey.allCases) func everySettingHasItsFlag(key: SettingKey) throws {
        #expect(try SettingFlags.parse(["--\(key.flag)", "x"]).values == [key: "x"])
        #expect(try SettingFlags.parse(["--\(key.flag)=x=y"]).values == [key: "x=y"])
    }

    @Test func theFileOfSettingsIsNoSetting() throws {
        let flags = try SettingFlags.parse(["--env-file", "/x"])
        #expect(flags.envFile == "/x")
        #expect(flags.values.isEmpty)
    }

    @Test func flagsThatWereNotGivenAreNone() throws {
        #expect(try SettingFlags.parse([]).values.isEmpty)
    }

    @Test(arguments: ["--no-such-flag", "--auth0_domain", "--clock-skew"]) func anythingElseIsWrongUsage(
        argument: String
    ) {
        #expect(throws: (any Error).self) { try SettingFlags.parse([argument]) }
    }
}

import TestSupport
import Testing

@testable import bearerd

@Suite struct SettingReaderTests {
    private func text(flag: String? = nil, environment: String? = nil, dotenv: String? = nil) -> SettingReader.Text? {
        let reader = SettingReader(
            flags: flag.map { ["REALM": $0] } ?? [:],
            environment: environment.map { ["REALM": $0] } ?? [:],
            dotenv: dotenv.map { ["REALM": $0] } ?? [:]
        )
        return reader.text(SettingTable.standard.realm)
    }

    @Test func theNearestSourceWins() {
        let all = text(flag: "a", environment: "b", dotenv: "c")
        #expect(all?.value == "a")
        #expect(all?.origin == .flag)
        #expect(text(environment: "b", dotenv: "c")?.value == "b")
        #expect(text(environment: "b", dotenv: "c")?.origin == .environment)
        #expect(text(dotenv: "c")?.value == "c")
        #expect(text(dotenv: "c")?.origin == .dotenv)
        #expect(text()?.value == "api")
        #expect(text()?.origin == .standard)
    }

    @Test func aFileMayStandInThePlaceOfDotEnv() throws {
        try TemporaryFile.with("REALM='a b'\nLOG_LEVEL=debug\n") { path in
            let reader = try SettingReader(flags: ["LOG_LEVEL": "error"], envFile: path)
            #expect(reader.text(SettingTable.standard.realm)?.value == "a b")
            #expect(reader.text(SettingTable.standard.realm)?.origin == .envFile)
            #expect(reader.text(SettingTable.standard.logLevel)?.value == "error")
        }
        #expect(throws: SettingsFailure.self) { try SettingReader(flags: [:], envFile: "/nowhere") }
    }

    @Test func aMistakeInTheFileIsAFailure() throws {
        try TemporaryFile.with("REALM=a\nDPOP_MOD=required\nREALM=b\n") { path in
            let failure = #expect(throws: SettingsFailure.self) { try SettingReader(flags: [:], envFile: path) }
            let nearMiss = "\(path):2: \"DPOP_MOD\" is no setting: did you mean DPOP_MODE?"
            let repeated = "\(path):3 is \"REALM=b\": expected a setting that no line before has"
            #expect(failure?.mistakes == [nearMiss, repeated])
        }
    }

    @Test func aNameInTheEnvironmentThatIsNearlyASettingIsAWarning() throws {
        let reader = SettingReader(flags: [:], environment: ["DPOP_MOD": "x", "PATH": "y", "realm": "z", "REALM": "a"])
        let warnings = [
            #""DPOP_MOD" in the environment is no setting: did you mean DPOP_MODE?"#,
            #""realm" in the environment is no setting: did you mean REALM?"#,
        ]
        #expect(reader.warnings == warnings)
        #expect(try reader.read { reader in reader.text(SettingTable.standard.realm)?.value } == "a")
    }

    @Test func aFailureTellsWhatMayBeTheReason() {
        let reader = SettingReader(flags: [:], environment: ["CLOCK_SKEW": "x", "AUTH0_DOMIAN": "y"])
        let failure = #expect(throws: SettingsFailure.self) {
            try reader.read { reader throws(SettingError) in throw reader.error(\.clockSkew, "a duration") }
        }
        #expect(failure?.mistakes == [#"CLOCK_SKEW is "x" (environment): expected a duration"#])
        let warning = #""AUTH0_DOMIAN" in the environment is no setting: did you mean AUTH0_DOMAIN?"#
        #expect(failure?.warnings == [warning])
    }

    @Test func theCacheDirectoryOfAUnitIsTheDefaultForKeys() {
        let unit = ["CACHE_DIRECTORY": "/var/cache/bearerd"]
        let text = SettingReader(flags: [:], environment: unit).text(SettingTable.standard.jwksCacheDirectory)
        #expect(text?.value == "/var/cache/bearerd")
        #expect(text?.origin == .cacheDirectory)
        let own = SettingReader(flags: [:], environment: unit, dotenv: ["JWKS_CACHE_DIR": "/x"])
        #expect(own.text(SettingTable.standard.jwksCacheDirectory)?.value == "/x")
    }

    @Test func anEmptyValueIsTheSameAsNone() {
        #expect(text(flag: "", environment: "b")?.value == "b")
        #expect(text(flag: "", environment: "", dotenv: "")?.value == "api")
        #expect(SettingReader(flags: [:], environment: ["ISSUERS": ""]).text(SettingTable.standard.issuers) == nil)
    }

    @Test func aValueIsTakenAsItIsWritten() {
        #expect(text(environment: " a,b \"c\" #d ")?.value == " a,b \"c\" #d ")
    }

    @Test func namesAreExact() {
        #expect(
            SettingReader(flags: [:], environment: ["realm": "a", "REALM_": "b"]).text(SettingTable.standard.realm)?
                .value == "api"
        )
    }

    @Test func aValueThatDoesNotConvertIsNoDefault() throws {
        let reader = SettingReader(flags: [:], environment: ["CLOCK_SKEW": "thirty"])
        let error = #expect(throws: SettingError.self) { try reader.value(\.clockSkew) }
        #expect(error?.key == "CLOCK_SKEW")
        #expect(error?.value == "thirty")
        #expect(error?.origin == .environment)
        #expect(error?.expected == "a duration from 0s to 5m")
    }

    @Test func aFileThatASettingNamesIsRead() throws {
        try TemporaryFile.with("12345") { path throws in
            let reader = SettingReader(flags: [:], environment: ["ISSUERS_FILE": path, "DPOP_NONCE_KEY_FILE": "/tmp"])
            let file = try reader.value(\.issuersFile)
            #expect(file?.path == path)
            #expect(file?.content == Array("12345".utf8))
            #expect(try reader.value(\.tlsCAFile) == nil)
            let error = #expect(throws: SettingError.self) { try reader.value(\.dpopNonceKeyFile) }
            #expect(error?.expected == "a readable file of 32 to 4096 bytes: not a regular file")
        }
    }

    @Test func aSettingThatIsNeededAndMissingSaysSo() {
        let reader = SettingReader(flags: [:], environment: [:])
        let error = #expect(throws: SettingError.self) { try reader.required(\.auth0Audience) }
        #expect(
            error?.description == """
                AUTH0_AUDIENCE is not set: expected the API's identifier, or several separated by commas
                """
        )
    }
}

import Testing

@testable import bearerd

@Suite struct SettingReaderTests {
    private func text(flag: String? = nil, environment: String? = nil, dotenv: String? = nil) -> SettingReader.Text? {
        let reader = SettingReader(
            flags: flag.map { [.realm: $0] } ?? [:],
            environment: environment.map { ["REALM": $0] } ?? [:],
            dotenv: dotenv.map { ["REALM": $0] } ?? [:]
        )
        return reader.text(.realm)
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
            let reader = try SettingReader(flags: [.logLevel: "error"], envFile: path)
            #expect(reader.text(.realm)?.value == "a b")
            #expect(reader.text(.realm)?.origin == .envFile)
            #expect(reader.text(.logLevel)?.value == "error")
        }
        #expect(throws: SettingError.self) { try SettingReader(flags: [:], envFile: "/nowhere") }
    }

    @Test func anEmptyValueIsTheSameAsNone() {
        #expect(text(flag: "", environment: "b")?.value == "b")
        #expect(text(flag: "", environment: "", dotenv: "")?.value == "api")
        #expect(SettingReader(flags: [:], environment: ["ISSUERS": ""]).text(.issuers) == nil)
    }

    @Test func aValueIsTakenAsItIsWritten() {
        #expect(text(environment: " a,b \"c\" #d ")?.value == " a,b \"c\" #d ")
    }

    @Test func namesAreExact() {
        #expect(SettingReader(flags: [:], environment: ["realm": "a", "REALM_": "b"]).text(.realm)?.value == "api")
    }

    @Test func aValueThatDoesNotConvertIsNoDefault() throws {
        let reader = SettingReader(flags: [:], environment: ["CLOCK_SKEW": "thirty"])
        let error = #expect(throws: SettingError.self) {
            try reader.value(.clockSkew, "a duration", SettingValue.duration)
        }
        #expect(error?.key == "CLOCK_SKEW")
        #expect(error?.value == "thirty")
        #expect(error?.origin == .environment)
        #expect(error?.expected == "a duration")
    }

    @Test func aFileThatASettingNamesIsRead() throws {
        try TemporaryFile.with("12345") { path throws in
            let reader = SettingReader(flags: [:], environment: ["TLS_CA_FILE": path])
            #expect(try reader.file(.tlsCAFile, "a file", limit: 5) == Array("12345".utf8))
            #expect(try reader.file(.issuersFile, "a file", limit: 5) == nil)
            let error = #expect(throws: SettingError.self) { try reader.file(.tlsCAFile, "a file", limit: 4) }
            #expect(error?.expected == "a file: longer than 4 bytes")
        }
    }

    @Test func aSettingThatIsNeededAndMissingSaysSo() {
        let reader = SettingReader(flags: [:], environment: [:])
        let error = #expect(throws: SettingError.self) { try reader.required(.auth0Audience, "an audience") { $0 } }
        #expect(error?.description == "AUTH0_AUDIENCE is not set: expected an audience")
    }
}

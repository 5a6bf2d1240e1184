import Testing

@testable import bearerd

@Suite struct DotEnvTests {
    private func realm(_ line: String) throws(SettingError) -> String? {
        try DotEnv(Array(line.utf8), name: ".env").values["REALM"]
    }

    private func refusal(_ text: String) -> String? {
        do throws(SettingError) {
            _ = try DotEnv(Array(text.utf8), name: ".env")
            return nil
        } catch {
            return error.description
        }
    }

    @Test func aLineIsASetting() throws {
        let text = "\n# REALM=x\n  # y\n \t\nAUTH0_DOMAIN=a.example\n\texport AUTH0_AUDIENCE = a=b \nISSUERS="
        let values = try DotEnv(Array(text.utf8), name: ".env").values
        #expect(values == ["AUTH0_DOMAIN": "a.example", "AUTH0_AUDIENCE": "a=b", "ISSUERS": ""])
    }

    @Test(arguments: [
        (#"REALM="a b""#, "a b"), (#"REALM='a b'"#, "a b"), (#"REALM="""#, ""), (#"REALM=''"#, ""),
        (#"REALM=" a ""#, " a "), (#"REALM="it's""#, "it's"), (#"REALM='"a"'"#, "\"a\""),
        (#"REALM="\"a\\\$\n""#, #""a\$\n"#), (#"REALM='a\'"#, #"a\"#), (#"REALM=a"b"c"#, #"a"b"c"#),
        (#"REALM=a # b"#, "a # b"), (#"REALM=" # ""#, " # "), ("REALM=caf\u{E9}", "caf\u{E9}"),
    ])
    func quotesAroundAValueAreNoPartOfIt(line: String, value: String) throws {
        #expect(try realm(line) == value)
        #expect(try realm("export \(line) ") == value)
    }

    @Test(arguments: ["REALM=a\r\nLOG_LEVEL=info\r\n", "\r\n\r\nREALM=\"a\"\r\n", "REALM=a\r"])
    func aCarriageReturnAtTheEndOfALineIsDropped(text: String) throws {
        #expect(try realm(text) == "a")
    }

    @Test(arguments: [
        ("REALM=a\n\nREALM=b", #".env:3 is "REALM=b": expected a setting that no line before has"#),
        (#"REALM="a"#, #".env:1 is "REALM=\"a": expected quotes around the whole value or none"#),
        (#"REALM=""#, #".env:1 is "REALM=\"": expected quotes around the whole value or none"#),
        (#"REALM="a" b"#, #".env:1 is "REALM=\"a\" b": expected quotes around the whole value or none"#),
        (#"REALM="a" "b""#, #".env:1 is "REALM=\"a\" \"b\"": expected quotes around the whole value or none"#),
        (#"REALM="a\""#, #".env:1 is "REALM=\"a\\\"": expected quotes around the whole value or none"#),
    ])
    func aSettingThatIsWrongIsRefused(text: String, expected: String) {
        #expect(refusal(text) == expected)
    }

    @Test(arguments: ["CLIENT_SECRET", "realm", "REALM_", "", "exportREALM", "RE ALM", "\u{FEFF}REALM"])
    func aKeyThatIsNoSettingIsAWarningWithoutItsValue(key: String) throws {
        let file = try DotEnv(Array("\(key)=hidden\nREALM=a".utf8), name: ".env")
        #expect(file.values == ["REALM": "a"])
        #expect(file.warnings == [".env:1: \(LogLine.quoted(key)) is no setting"])
    }

    @Test(arguments: ["REALM", "export REALM", "secret of another program"])
    func aLineWithoutAnEqualsSignIsAWarningWithoutTheLine(line: String) throws {
        #expect(try DotEnv(Array("\n\(line)".utf8), name: ".env").warnings == [".env:2 is no line KEY=value"])
    }

    @Test func whatIsToldStaysOnOneLineOfBearableLengthAndIsNotEndless() throws {
        let name = "\u{1B}[2J" + String(repeating: "x", count: 10_000) + "="
        let told = try DotEnv(Array("\(name)\n".utf8), name: ".env").warnings
        #expect(told.first?.hasPrefix(#".env:1: "\u001b[2Jx"#) == true)
        #expect(told.allSatisfy { $0.utf8.count < 1_000 })
        let many = String(repeating: "x\n", count: 1_000)
        #expect(try DotEnv(Array(many.utf8), name: ".env").warnings.count == 16)
    }

    @Test(arguments: [
        ("/nowhere", "No such file or directory"), ("/tmp", "not a regular file"), ("/dev/zero", "not a regular file"),
    ])
    func aFileThatCannotBeReadIsRefusedWithTheReason(path: String, reason: String) {
        let error = #expect(throws: SettingError.self) { try DotEnv(path: path, setting: "--env-file") }
        let expected = #"--env-file is "\#(path)": expected a readable file of lines KEY=value: \#(reason)"#
        #expect(error?.description == expected)
    }

    @Test func aWrongLineIsToldWithTheNameOfItsFile() throws {
        try TemporaryFile.with("REALM=a\nREALM=b") { path in
            let error = #expect(throws: SettingError.self) { try DotEnv(path: path, setting: "--env-file") }
            #expect(error?.key == "\(path):2")
        }
    }
}

import TestSupport
import Testing
import Text

@testable import bearerd

@Suite struct DotEnvTests {
    private func file(_ text: String) -> DotEnv { DotEnv(Array(text.utf8), name: ".env") }

    private func realm(_ text: String) -> String? { file(text).values["REALM"] }

    @Test func aLineIsASetting() {
        let text = "\n# REALM=x\n  # y\n;REALM=z\n \t\nAUTH0_DOMAIN=a.example\n\texport AUTH0_AUDIENCE = a=b \nISSUERS="
        let file = file(text)
        #expect(file.values == ["AUTH0_DOMAIN": "a.example", "AUTH0_AUDIENCE": "a=b", "ISSUERS": ""])
        #expect(file.mistakes.isEmpty)
        #expect(file.warnings.isEmpty)
    }

    @Test(arguments: [
        (#"REALM="a b""#, "a b"), (#"REALM='a b'"#, "a b"), (#"REALM="""#, ""), (#"REALM=''"#, ""),
        (#"REALM=" a ""#, " a "), (#"REALM="it's""#, "it's"), (#"REALM='"a"'"#, "\"a\""),
        (#"REALM="\"a\\\$\n""#, #""a\$\n"#), (#"REALM='a\'"#, #"a\"#), (#"REALM=a"b"c"#, #"a"b"c"#),
        (##"REALM=" # ""##, " # "), ("REALM=caf\u{E9}", "caf\u{E9}"),
    ])
    func quotesAroundAValueAreNoPartOfIt(line: String, value: String) {
        #expect(realm(line) == value)
        #expect(realm("export \(line) ") == value)
    }

    @Test(arguments: [
        ("REALM=a # b", "a"), ("REALM=a\t# b # c", "a"), ("REALM=a #", "a"), ("REALM = # b", ""), ("REALM= #b", ""),
        ("REALM=#b", "#b"), ("REALM=a#b", "a#b"), ("REALM=a# b", "a# b"), (##"REALM="a # b" # "c""##, "a # b"),
        ("REALM='a'\t#", "a"), ("REALM='#'", "#"), ("REALM=\"a\" # b\r", "a"),
    ])
    func aNumberSignBehindABlankBeginsAComment(line: String, value: String) {
        #expect(realm(line) == value)
        #expect(file(line).mistakes.isEmpty)
    }

    @Test(arguments: ["REALM=a\r\nLOG_LEVEL=info\r\n", "\r\n\r\nREALM=\"a\"\r\n", "REALM=a\r"])
    func aCarriageReturnAtTheEndOfALineIsDropped(text: String) {
        #expect(realm(text) == "a")
    }

    @Test(arguments: [
        ("REALM=a\n\nREALM=b", #".env:3 is "REALM=b": expected a setting that no line before has"#),
        (#"REALM="a"#, #".env:1 is "REALM=\"a": expected quotes around the whole value or none"#),
        (#"REALM=""#, #".env:1 is "REALM=\"": expected quotes around the whole value or none"#),
        (#"REALM="a" b"#, #".env:1 is "REALM=\"a\" b": expected quotes around the whole value or none"#),
        (#"REALM="a" "b""#, #".env:1 is "REALM=\"a\" \"b\"": expected quotes around the whole value or none"#),
        (#"REALM="a\""#, #".env:1 is "REALM=\"a\\\"": expected quotes around the whole value or none"#),
        (##"REALM="a"#b"##, ##".env:1 is "REALM=\"a\"#b": expected quotes around the whole value or none"##),
        (#"REALM=a,\"#, #".env:1 is "REALM=a,\\": expected a value that ends on its line"#),
        (#"REALM=a,\ # b"#, #".env:1 is "REALM=a,\\ # b": expected a value that ends on its line"#),
        ("REALM", ".env:1 is no line KEY=value: did you mean REALM=…?"),
        ("export REALM", ".env:1 is no line KEY=value: did you mean REALM=…?"),
        ("DPOP_MOD: required", ".env:1 is no line KEY=value: did you mean DPOP_MODE=…?"),
    ])
    func aSettingThatIsWrongIsAMistake(text: String, expected: String) {
        #expect(file(text).mistakes == [expected])
    }

    @Test(arguments: ["CLIENT_SECRET", "DATABASE_URL", "", "exportREALM", "MANY WORDS"])
    func aNameOfAnotherProgramIsAWarningWithoutItsValue(name: String) {
        let file = file("\(name)=hidden\nREALM=a")
        #expect(file.values == ["REALM": "a"])
        #expect(file.warnings == [".env:1: \(QuotedText.quoted(name)) is no setting"])
        #expect(file.mistakes.isEmpty)
    }

    @Test(arguments: [
        ("DPOP_MOD", "DPOP_MODE"), ("realm", "REALM"), ("REALM_", "REALM"), ("RE ALM", "REALM"),
        ("\u{FEFF}REALM", "REALM"),
    ])
    func aNameThatIsNearlyASettingIsAMistakeWithoutItsValue(name: String, meant: String) {
        let file = file("REALM=a\n\(name)=hidden\nDATABASE_URL=b\nLOG_LEVLE=info\n")
        let mistake = ".env:2: \(QuotedText.quoted(name)) is no setting: did you mean \(meant)?"
        #expect(file.mistakes == [mistake, ".env:4: \"LOG_LEVLE\" is no setting: did you mean LOG_LEVEL?"])
        #expect(file.warnings == [".env:3: \"DATABASE_URL\" is no setting"])
    }

    @Test func aLineOfAnotherProgramWithoutAnEqualsSignIsAWarningWithoutTheLine() {
        #expect(file("\nsecret of another program").warnings == [".env:2 is no line KEY=value"])
    }

    @Test func whatIsToldStaysOnOneLineOfBearableLengthAndIsNotEndless() {
        let told = file("\u{1B}[2J" + String(repeating: "x", count: 10_000) + "=\n").warnings
        #expect(told.first?.hasPrefix(#".env:1: "\u001b[2Jx"#) == true)
        #expect(told.allSatisfy { $0.utf8.count < 1_000 })
        #expect(file(String(repeating: "x\n", count: 1_000)).warnings.count == 16)
        #expect(file(String(repeating: "realm=\n", count: 1_000)).mistakes.count == 16)
    }

    @Test(arguments: [
        ("/nowhere", "No such file or directory"), ("/tmp", "not a regular file"), ("/dev/zero", "not a regular file"),
    ])
    func aFileThatCannotBeReadIsAMistakeWithTheReason(path: String, reason: String) {
        let expected = #"--env-file is "\#(path)": expected a readable file of lines KEY=value: \#(reason)"#
        #expect(DotEnv(path: path, setting: "--env-file").mistakes == [expected])
    }

    @Test func aMistakeIsToldWithTheNameOfItsFile() throws {
        try TemporaryFile.with("REALM=a\nREALM=b") { path in
            let expected = #"\#(path):2 is "REALM=b": expected a setting that no line before has"#
            #expect(DotEnv(path: path, setting: "--env-file").mistakes == [expected])
        }
    }
}

import TestSupport
import Testing

@testable import bearerd

@Suite struct SettingsFileTests {
    @Test(
        "every value is read as it was written",
        arguments: [
            "https://api.example.com", "a b", "a # b", "#", "it's", #"say "a""#, "a'b # c", #"\"#, "$HOME", "ä", "a=b",
            "'a", #"a""#,
        ]
    )
    func values(value: String) throws {
        let file = try SettingsFile(["AUDIENCE": value, "REALM": ""])
        let read = DotEnv(Array(file.text.utf8), name: "x")
        #expect(read.values == ["AUDIENCE": value])
        #expect(read.mistakes == [])
        #expect(read.warnings == [])
    }

    @Test("what no line can hold is refused with its key", arguments: ["a\nREALM=b", " a 'b\" # c"])
    func impossible(value: String) {
        let error = #expect(throws: SettingError.self) { try SettingsFile(["AUDIENCE": value]) }
        #expect(error?.key == "AUDIENCE")
    }

    @Test("what is there stays as it is")
    func existing() throws {
        let file = try SettingsFile(["AUDIENCE": "x"])
        try TemporaryFile.with("REALM=mine\n") { path in
            #expect(throws: SettingsFile.WriteError.self) { try file.write(to: path) }
            let reader = try SettingReader(flags: [:], envFile: path)
            #expect(reader.text(SettingTable.standard.realm)?.value == "mine")
        }
        #expect(throws: SettingsFile.WriteError.self) { try file.write(to: "/nowhere/bearerd.env") }
    }
}

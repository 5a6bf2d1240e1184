import Foundation
import TestSupport
import Testing

@testable import bearerd

@Suite struct SettingsSourceTests {
    @Test func aFileIsReadAnewEachTime() throws {
        try TemporaryFile.with("ISSUERS=https://a.example/\nAUTH0_AUDIENCE=api\nREALM=one\n") { path in
            let source = SettingsSource(flags: ["REALM": "flag"], envFile: path)
            #expect(try source.read().settings.realm == "flag")
            let plain = SettingsSource(flags: [:], envFile: path)
            #expect(try plain.read().settings.realm == "one")
            try "REALM=two\nISSUERS=https://a.example/\n".write(toFile: path, atomically: false, encoding: .utf8)
            #expect(throws: SettingsFailure.self) { try plain.read() }
        }
    }
}

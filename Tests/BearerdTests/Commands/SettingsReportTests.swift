import TestSupport
import Testing

@testable import bearerd

@Suite struct SettingsReportTests {
    @Test func everySettingIsALineWithItsOrigin() {
        let reader = SettingFixtures.reader(["CLOCK_SKEW": "1m"], flags: ["REALM": "a b"])
        let lines = SettingsReport.text(reader).split(separator: "\n").map(String.init)
        #expect(lines.contains("AUTH0_DOMAIN=tenant.example.com  # environment"))
        #expect(lines.contains("CLOCK_SKEW=1m  # environment"))
        #expect(lines.contains("REALM=a b  # flag"))
        #expect(lines.contains("ALGORITHMS=RS256  # default"))
        #expect(lines.contains("#TLS_CA_FILE=  # default: the system's"))
        let settings = SettingTable.rows.filter { reader.text($0) != nil || $0.standardInWords != nil }
        #expect(lines.count == settings.count)
    }

    @Test func aValueStaysOnItsLine() {
        let reader = SettingFixtures.reader(["AUTH0_AUDIENCE": "a\nREALM=evil\u{1B}[2J\u{202E}"])
        let report = SettingsReport.text(reader)
        #expect(report.contains(#"AUTH0_AUDIENCE=a\u{a}REALM=evil\u{1b}[2J\u{202e}  # environment"#))
    }

    @Test func theReportIsAFileOfSettings() {
        let reader = SettingFixtures.reader(["CLOCK_SKEW": "1m"])
        let file = DotEnv(Array(SettingsReport.text(reader).utf8), name: "report")
        #expect(file.mistakes.isEmpty)
        #expect(file.warnings.isEmpty)
        for row in SettingTable.rows { #expect(file.values[row.name] == reader.text(row)?.value, "\(row.name)") }
    }

    @Test func noSecretIsPrinted() throws {
        let secret = "correct-horse-battery-staple-0123456789"
        try TemporaryFile.with(secret) { path in
            let policy = #"[{"issuer":"https://a.example/","audiences":["a"],"algorithms":["HS256"],"#
            try TemporaryFile.with(policy + "\"hmac_secret_file\":\"\(path)\"}]") { file in
                let environment = ["ISSUERS_FILE": file, "DPOP_NONCE_KEY_FILE": path]
                _ = try SettingFixtures.settings(environment)
                let report = SettingsReport.text(SettingFixtures.reader(environment))
                #expect(report.contains("ISSUERS_FILE=\(file)"))
                #expect(!report.contains(secret))
            }
        }
    }
}

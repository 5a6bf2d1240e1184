import Testing

@testable import bearerd

@Suite struct SettingErrorTests {
    @Test func itIsOneLineWithKeyValueOriginAndExpectation() {
        let error = SettingError(key: "REALM", value: "a\nb\"\u{1B}", origin: .dotenv, expected: "text")
        #expect(error.description == #"REALM is "a\u000ab\"\u001b" (.env): expected text"#)
    }

    @Test func withoutAValueItSaysThatThereIsNone() {
        let error = SettingError(key: "REALM", value: nil, origin: nil, expected: "text")
        #expect(error.description == "REALM is not set: expected text")
    }
}

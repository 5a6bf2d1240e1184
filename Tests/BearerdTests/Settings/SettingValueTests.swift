import Testing

@testable import bearerd

@Suite struct SettingValueTests {
    @Test(
        arguments: [
            ("0s", .zero), ("500ms", .milliseconds(500)), ("30s", .seconds(30)), ("5m", .seconds(300)),
            ("24h", .seconds(86_400)),
            ("007s", .seconds(7)), ("1000000000s", .seconds(1_000_000_000)),
        ] as [(String, Duration)]
    )
    func durations(text: String, duration: Duration) {
        #expect(SettingValue.duration(text) == duration)
    }

    @Test(arguments: [
        "", "s", "30", "-1s", "+1s", "1.5s", "1 s", " 1s", "1s ", "1S", "1d", "1sec", "1m30s", "1000000001s", "٣s",
        "1\u{301}s",
        "99999999999999999999s", "0x1s", "1e3s",
    ])
    func noDurations(text: String) {
        #expect(SettingValue.duration(text) == nil)
    }

    @Test func boundsAreIncluded() {
        let convert = SettingValue.duration(in: .seconds(1)...(.seconds(60)))
        #expect(convert("1s") == .seconds(1))
        #expect(convert("1m") == .seconds(60))
        #expect(convert("999ms") == nil)
        #expect(convert("61s") == nil)
    }

    @Test(
        arguments: [
            ("1", 1), ("10", 10), ("007", 7), ("0", nil), ("11", nil), ("", nil), ("-1", nil), ("+1", nil),
            ("1.0", nil), (" 1", nil),
            ("٣", nil), ("1_0", nil), ("99999999999999999999", nil),
        ] as [(String, Int?)]
    )
    func integers(text: String, value: Int?) {
        #expect(SettingValue.integer(in: 1...10)(text) == value)
    }

    @Test(
        arguments: [
            ("true", true), ("false", false), ("True", nil), ("yes", nil), ("1", nil), ("", nil), (" true", nil),
        ]
            as [(String, Bool?)]
    )
    func booleans(text: String, value: Bool?) {
        #expect(SettingValue.boolean(text) == value)
    }

    @Test(
        arguments: [
            ("0660", 0o660), ("660", 0o660), ("777", 0o777), ("0", 0), ("1777", nil), ("8", nil), ("", nil),
            ("+660", nil),
            ("-0", nil), ("0o660", nil), ("u=rw", nil), (" 660", nil),
        ] as [(String, UInt16?)]
    )
    func modes(text: String, value: UInt16?) {
        #expect(SettingValue.mode(text) == value)
    }

    @Test(
        arguments: [
            ("a", ["a"]), ("a,b", ["a", "b"]), (" a ,\tb ", ["a", "b"]), ("a b,c", ["a b", "c"]), ("a,", nil),
            (",a", nil),
            ("a,,b", nil), (" ", nil), (",", nil),
        ] as [(String, [String]?)]
    )
    func lists(text: String, words: [String]?) {
        #expect(SettingValue.list(text) == words)
    }

    @Test func aListIsNoneUnlessEveryWordConverts() {
        let convert = SettingValue.list(of: SettingValue.integer(in: 1...9))
        #expect(convert("1, 2") == [1, 2])
        #expect(convert("1, x") == nil)
    }
}

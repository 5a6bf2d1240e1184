import Testing
import Text

@Suite struct VisibleTextTests {
    @Test(arguments: [
        ("a\u{1B}[2J", #"a\u{1b}[2J"#, #"a\u001b[2J"#), ("\u{9B}31m", #"\u{9b}31m"#, #"\u009b31m"#),
        ("\u{7F}", #"\u{7f}"#, #"\u007f"#), ("\u{202E}x", #"\u{202e}x"#, #"\u202ex"#),
        ("\u{2028}", #"\u{2028}"#, #"\u2028"#),
        ("\u{FEFF}", #"\u{feff}"#, #"\ufeff"#), ("\u{200B}", #"\u{200b}"#, #"\u200b"#),
        ("\u{E0041}", #"\u{e0041}"#, #"\udb40\udc41"#), ("\n", #"\u{a}"#, #"\u000a"#),
    ])
    func whatATerminalActsOnOrHidesIsAnEscape(text: String, escaped: String, json: String) {
        #expect(VisibleText.escaped(text) == escaped)
        #expect(VisibleText.escaped(json: text) == json)
    }

    @Test(arguments: ["", "plain", "caf\u{E9}", "日本", "\u{1F600}", "a\\b\"c"]) func otherTextIsAsItIs(text: String) {
        #expect(VisibleText.escaped(text) == text)
        #expect(VisibleText.escaped(json: text) == text)
    }
}

import Testing
import Text

@Suite("QuotedText")
struct QuotedTextTests {
    @Test(
        "a text stays within its quotes and on its line",
        arguments: [
            ("", #""""#), ("plain text", #""plain text""#), (#"a"b"#, #""a\"b""#), (#"a\b"#, #""a\\b""#),
            ("a\nb\0", #""a\u000ab\u0000""#), ("\u{7F}\u{9B}", #""\u007f\u009b""#), ("caf\u{E9}", #""caf\u00e9""#),
            ("\u{1F600}", #""\ud83d\ude00""#), ("\u{202E}x", #""\u202ex""#),
        ]
    )
    func quotes(text: String, quoted: String) {
        #expect(QuotedText.quoted(text) == quoted)
        var bytes = Array("x".utf8)
        QuotedText.append(text, to: &bytes)
        #expect(bytes == Array("x\(quoted)".utf8))
    }

    @Test("a long text is cut", arguments: ["a", "\u{1F600}"])
    func bounds(scalar: String) {
        let longest = String(repeating: scalar, count: 512)
        #expect(QuotedText.quoted(longest + "b") == QuotedText.quoted(longest))
        #expect(QuotedText.quoted(longest) != QuotedText.quoted(String(longest.dropLast())))
    }
}

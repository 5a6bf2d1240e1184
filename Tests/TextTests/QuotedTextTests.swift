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
        #expect(closed(Array(text.utf8)) == quoted)
    }

    @Test("what is no UTF-8 is replaced")
    func replaces() {
        #expect(closed([0x61, 0xFF]) == #""a\ufffd""#)
    }

    /// Behind other bytes, which stay.
    private func closed(_ text: [UInt8]) -> String {
        var bytes = Array("x\"".utf8) + text
        QuotedText.close(&bytes, from: 2)
        #expect(bytes.first == UInt8(ascii: "x"))
        return String(decoding: bytes.dropFirst(), as: UTF8.self)
    }

    @Test("a character that must be escaped is found at every place", arguments: 0..<20)
    func findsEach(place: Int) {
        for byte in UInt8.min...0x7F where !byte.isQuotable {
            var text = [UInt8](repeating: 0x61, count: 20)
            text[place] = byte
            #expect(QuotedText.quoted(String(decoding: text, as: UTF8.self)).utf8.count > 22, "\(byte)")
        }
    }

    @Test("a long text is cut", arguments: ["a", "\u{1F600}"])
    func bounds(scalar: String) {
        let longest = String(repeating: scalar, count: 512)
        #expect(QuotedText.quoted(longest + "b") == QuotedText.quoted(longest))
        #expect(closed(Array((longest + "b").utf8)) == QuotedText.quoted(longest))
        #expect(QuotedText.quoted(longest) != QuotedText.quoted(String(longest.dropLast())))
    }
}

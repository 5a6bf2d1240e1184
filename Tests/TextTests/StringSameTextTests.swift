import Testing
import Text

@Suite
struct StringSameTextTests {
    @Test(
        "Swift takes these for equal, JOSE does not",
        arguments: [("K", "\u{212A}"), (";", "\u{37E}"), ("é", "e\u{301}"), ("a\u{323}\u{307}", "a\u{307}\u{323}")]
    )
    func canonicallyEquivalent(first: String, second: String) {
        #expect(first == second)
        #expect(!first.isSameText(as: second))
    }

    @Test("The same text is the same", arguments: ["", "abc", "é", "e\u{301}", "😀"])
    func same(text: String) {
        #expect(text.isSameText(as: String(decoding: Array(text.utf8), as: UTF8.self)))
    }
}

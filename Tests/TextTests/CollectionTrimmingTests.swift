import Testing
import Text

@Suite("Collection, trimming")
struct CollectionTrimmingTests {
    @Test(
        "what is to go goes at both ends, and nowhere else",
        arguments: [
            ("", ""), (" ", ""), ("\t \t", ""), ("a", "a"), (" a", "a"), ("a\t", "a"), (" a b ", "a b"),
            ("\na ", "\na"),
        ]
    )
    func trims(text: String, trimmed: String) {
        #expect(String(Substring(text[...].utf8.trimming(while: \.isBlank))) == trimmed)
    }
}

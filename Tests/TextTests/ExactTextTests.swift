import Testing
import Text

@Suite("ExactText")
struct ExactTextTests {
    @Test(
        "Equal texts are equal and hash alike",
        arguments: ["", "a", "1234567", "12345678", "123456789", "caf\u{E9}"]
    )
    func equal(text: String) {
        #expect(ExactText(text) == ExactText(String(decoding: Array(text.utf8), as: UTF8.self)))
        #expect(ExactText(text).hashValue == ExactText(String(decoding: Array(text.utf8), as: UTF8.self)).hashValue)
    }

    @Test(
        "Another spelling is another key, with another hash",
        arguments: [
            ("caf\u{E9}", "cafe\u{301}"), ("K", "\u{212A}"), ("a\u{301}\u{316}", "a\u{316}\u{301}"), ("", "\0"),
            ("a", "a\0"),
            ("12345678", "12345678\0"), ("12345678", "1234567"), ("ab", "ba"),
        ]
    )
    func different(first: String, second: String) {
        #expect(ExactText(first) != ExactText(second))
        #expect(ExactText(first).hashValue != ExactText(second).hashValue)
    }
}

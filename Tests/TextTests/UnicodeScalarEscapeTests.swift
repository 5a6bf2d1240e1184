import Testing
import Text

@Suite("Unicode.Scalar, escapes")
struct UnicodeScalarEscapeTests {
    @Test(
        "a scalar is escaped as JSON has it, and as Swift has it",
        arguments: [
            ("\0", #"\u0000"#, #"\u{0}"#), ("\u{1B}", #"\u001b"#, #"\u{1b}"#), ("a", #"\u0061"#, #"\u{61}"#),
            ("\u{FFFF}", #"\uffff"#, #"\u{ffff}"#), ("\u{10000}", #"\ud800\udc00"#, #"\u{10000}"#),
            ("\u{1F600}", #"\ud83d\ude00"#, #"\u{1f600}"#), ("\u{10FFFF}", #"\udbff\udfff"#, #"\u{10ffff}"#),
        ] as [(Unicode.Scalar, String, String)]
    )
    func escapes(scalar: Unicode.Scalar, json: String, swift: String) {
        #expect(scalar.escapedAsJSON == json)
        #expect(scalar.escapedAsSwift == swift)
    }
}

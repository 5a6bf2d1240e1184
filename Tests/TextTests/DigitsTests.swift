import Testing
import Text

@Suite("Digits")
struct DigitsTests {
    @Test(
        "a number is written with digits and nothing else, and fits",
        arguments: [
            ("0", 0), ("255", 255), ("007", 7), ("256", nil), ("", nil), ("+1", nil), ("-0", nil), ("-", nil),
            ("1 ", nil),
            (" 1", nil), ("0x1", nil), ("1_0", nil), ("1.", nil), ("\u{0661}", nil), ("\u{FF11}", nil),
            ("1\u{301}", nil), ("a", nil),
        ] as [(String, UInt8?)]
    )
    func reads(text: String, number: UInt8?) {
        #expect(UInt8(digits: text) == number)
        #expect(UInt8(digits: text[...]) == number)
    }

    @Test(
        "in another radix there are other digits",
        arguments: [("777", 511), ("8", nil), ("+7", nil)] as [(String, Int?)]
    )
    func readsOctal(text: String, number: Int?) {
        #expect(Int(digits: text, radix: 8) == number)
    }

    @Test(
        "zeros stand in front of few digits",
        arguments: [(0, "0000"), (0x1B, "001b"), (0xFFFF, "ffff"), (0x1_0000, "10000")]
    )
    func writes(number: Int, text: String) {
        #expect(number.digits(radix: 16, atLeast: 4) == text)
    }
}

import JOSE
import Testing

@Suite("Base64URL, RFC 7515 §2 and RFC 4648 §5")
struct Base64URLTests {
    @Test(
        "Texts and bytes stand for each other",
        arguments: [
            // RFC 7515 appendix C, and RFC 4648 §10 without the padding.
            ([3, 236, 255, 224, 193], "A-z_4ME"),
            ([], ""),
            (Array("f".utf8), "Zg"),
            (Array("fo".utf8), "Zm8"),
            (Array("foo".utf8), "Zm9v"),
            (Array("foob".utf8), "Zm9vYg"),
            (Array("fooba".utf8), "Zm9vYmE"),
            (Array("foobar".utf8), "Zm9vYmFy"),
        ] as [([UInt8], String)]
    )
    func bothWays(bytes: [UInt8], text: String) {
        #expect(Base64URL.encode(bytes) == text)
        #expect(Base64URL.decode(text) == bytes)
        #expect(Base64URL.decode(Array(text.utf8)) == bytes)
    }

    @Test("Every length and every byte survives", arguments: 0..<70)
    func lengths(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ count) }
        #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
    }

    @Test(
        "Padding, white space, other alphabets and impossible lengths are refused",
        arguments: [
            "Zg==", "Zm8=", "Zm9v=", "=", "Z", "Zm9vY", "Zm 9v", " Zm9v", "Zm9v\n", "Zm9v\r\n", "A+z/4ME", "Zm.v",
            "Zm9\0", "Zm9\u{E9}", "Zm9vé",
        ]
    )
    func refused(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test("Bits left over must be zero: of all last characters one spelling is good")
    func leftOverBits() {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        let afterTwo = alphabet.filter { Base64URL.decode("A\($0)") != nil }
        let afterThree = alphabet.filter { Base64URL.decode("AA\($0)") != nil }
        #expect(afterTwo == "AQgw")
        #expect(afterThree == "AEIMQUYcgkosw048")
    }

    @Test("Of all 256 bytes, only the 64 of the alphabet are taken, at each place in a group and behind it")
    func alphabet() {
        for place in 0..<12 {
            let taken = (0...UInt8.max).filter { byte in
                var text = Array("AAAAAAAAAAAA".utf8)
                text[place] = byte
                return Base64URL.decode(text) != nil
            }
            #expect(taken.count == 64)
        }
    }

    @Test(
        "With another character anywhere a text stands for nothing, or for other bytes, of which it is the one spelling",
        arguments: 1..<26
    )
    func changed(count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ count) }
        let text = Array(Base64URL.encode(bytes).utf8)
        for place in text.indices {
            for character in "AQgwZz09-_".utf8 where character != text[place] {
                var changed = text
                changed[place] = character
                guard let other = Base64URL.decode(changed) else { continue }
                #expect(other != bytes)
                #expect(Array(Base64URL.encode(other).utf8) == changed)
            }
        }
    }
}

import Testing
import Text

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test("kept bytes stay, all others become their two digits in upper case")
    func encodes() {
        let isLetter: (UInt8) -> Bool = { (0x61...0x7A).contains($0) }
        #expect(PercentEncoding.encode("abc", keeping: isLetter) == "abc")
        #expect(PercentEncoding.encode("a b\u{e4}\u{0}", keeping: isLetter) == "a%20b%C3%A4%00")
        #expect(PercentEncoding.encode("", keeping: isLetter) == "")
    }

    @Test("every byte that is encoded is decoded again", arguments: 0...127)
    func decodesWhatItEncoded(byte: UInt8) {
        let text = "a\(Unicode.Scalar(byte))\u{e4}"
        let encoded = PercentEncoding.encode(text) { _ in false }
        #expect(PercentEncoding.decode(encoded.utf8) { _ in nil } == text)
        #expect(PercentEncoding.decode(encoded.lowercased().utf8) { _ in nil } == text)
    }

    @Test("a byte that is not encoded is what it stands for, or ends it")
    func decodesPlainBytes() {
        let plain: (UInt8) -> UInt8? = { $0 == UInt8(ascii: "+") ? 0x20 : $0 == UInt8(ascii: "&") ? nil : $0 }
        #expect(PercentEncoding.decode("a+b%2B%26".utf8, plain: plain) == "a b+&")
        #expect(PercentEncoding.decode("".utf8, plain: plain) == "")
        #expect(PercentEncoding.decode("a&b".utf8, plain: plain) == nil)
    }

    @Test(
        "what is broken, or no UTF-8, is nothing",
        arguments: ["%", "%4", "a%", "%4G", "%G4", "%%41", "% 41", "%+1", "%C3", "%C3%28", "%FF", "%ED%A0%80"]
    )
    func refuses(text: String) {
        #expect(PercentEncoding.decode(text.utf8) { $0 } == nil)
    }
}

import Testing

@testable import NginxGuard
@testable import ResourceServer

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test("kept bytes stay, all others become their two digits in upper case")
    func encodes() {
        let isLetter: (UInt8) -> Bool = { (0x61...0x7A).contains($0) }
        #expect(PercentEncoding.encode("abc", keeping: isLetter) == "abc")
        #expect(PercentEncoding.encode("a b\u{e4}\u{0}", keeping: isLetter) == "a%20b%C3%A4%00")
        #expect(PercentEncoding.encode("", keeping: isLetter) == "")
    }
}

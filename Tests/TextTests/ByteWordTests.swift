import Testing
import Text

@Suite("Eight bytes at once")
struct ByteWordTests {
    /// One byte of each kind at every place among letters, and the bytes next to it in value, which carries could confuse.
    static let texts: [[UInt8]] = (0..<8).flatMap { place in
        (0...255).map { byte in
            var text = Array("abcdefgh".utf8)
            text[place] = UInt8(byte)
            return text
        }
    }

    @Test("The first byte that a string cannot hold as it is, is found by its place")
    func notPlain() throws {
        for text in Self.texts + pairs {
            let word = try #require(eightBytes(of: text, at: 0))
            let expected = text.firstIndex { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
            #expect(word.firstNotPlain == expected, "\(text)")
        }
    }

    @Test("Bytes that stand between quotes as they are, are told from all others")
    func quotable() throws {
        for text in Self.texts + pairs {
            let word = try #require(eightBytes(of: text, at: 0))
            #expect(word.isQuotable == text.allSatisfy(\.isQuotable), "\(text)")
        }
    }

    @Test("The first of a byte is found by its place, whatever stands around it")
    func first() throws {
        for text in Self.texts + pairs {
            let word = try #require(eightBytes(of: text, at: 0))
            #expect(word.first(UInt8(ascii: ".")) == text.firstIndex(of: UInt8(ascii: ".")), "\(text)")
        }
    }

    @Test("A byte beyond ASCII is seen, and only among those that are asked for")
    func nonASCII() throws {
        for text in Self.texts + pairs {
            let word = try #require(eightBytes(of: text, at: 0))
            for count in 0..<8 {
                #expect(word.prefix(count).hasNonASCII == text.prefix(count).contains { $0 >= 0x80 }, "\(text)")
            }
            #expect(word.hasNonASCII == text.contains { $0 >= 0x80 })
        }
    }

    @Test("Nothing is read beyond the end")
    func end() {
        let text = Array("0123456789".utf8)
        for offset in 0...10 { #expect((eightBytes(of: text, at: offset) != nil) == (offset <= 2)) }
        #expect(eightBytes(of: text, at: 1)?.first(UInt8(ascii: "8")) == 7)
        #expect(eightBytes(of: text, at: 1)?.first(UInt8(ascii: "0")) == nil)
    }

    private func eightBytes(of text: [UInt8], at offset: Int) -> ByteWord? {
        ByteWord(text.span, at: offset)
    }

    /// Two bytes beside each other, of those that borrow and carry.
    private var pairs: [[UInt8]] {
        let bytes: [UInt8] = [
            0, 1, 0x1F, 0x20, 0x21, 0x22, 0x23, 0x2D, 0x2E, 0x2F, 0x5B, 0x5C, 0x5D, 0x7F, 0x80, 0xA2, 0xAE, 0xDC, 0xFF,
        ]
        return bytes.flatMap { first in bytes.map { [0x61, first, $0, 0x62, 0xFF, $0, first, 0x80] } }
    }
}

import Testing
import Text

@Suite("UInt8, classes of ASCII")
struct UInt8ASCIITests {
    private static let lower = "abcdefghijklmnopqrstuvwxyz"
    private static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    private static let digits = "0123456789"
    private static let marks = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

    @Test("every byte is in the classes whose members name it, and in no other", arguments: 0...255)
    func classes(byte: UInt8) {
        func isIn(_ members: String) -> Bool { members.utf8.contains(byte) }
        let alphanumeric = Self.lower + Self.upper + Self.digits
        #expect(byte.isASCIIDigit == isIn(Self.digits))
        #expect(byte.isASCIILetter == isIn(Self.lower + Self.upper))
        #expect(byte.isASCIIAlphanumeric == isIn(alphanumeric))
        #expect(byte.isVisibleASCII == isIn(alphanumeric + Self.marks))
        #expect(byte.isBlank == isIn(" \t"))
        #expect(byte.isUnreserved == isIn(alphanumeric + "-._~"))
        #expect(byte.isTokenCharacter == isIn(alphanumeric + "!#$%&'*+-.^_`|~"))
    }

    @Test("what is quotable, and what is in a scope, is as the grammar has it", arguments: 0...255)
    func quotable(byte: UInt8) {
        // %x21 / %x23-5B / %x5D-7E
        let isVisible = byte > 0x20 && byte < 0x7F
        let isExcepted = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
        #expect(byte.isScopeCharacter == (isVisible && !isExcepted))
        #expect(byte.isQuotable == (byte == 0x20 || byte.isScopeCharacter))
    }

    @Test("only letters have another case", arguments: 0...255)
    func letterCase(byte: UInt8) {
        let isUpper = Self.upper.utf8.contains(byte)
        let isLower = Self.lower.utf8.contains(byte)
        #expect(byte.lowercasedASCII == (isUpper ? byte + 32 : byte))
        #expect(byte.uppercasedASCII == (isLower ? byte - 32 : byte))
    }

    @Test("a hexadecimal digit has a value in either case, and nothing else has one", arguments: 0...255)
    func hexadecimal(byte: UInt8) {
        let value = byte < 128 ? Int(String(Unicode.Scalar(byte)), radix: 16) : nil
        #expect(byte.hexadecimalValue.map { Int($0) } == value)
    }
}

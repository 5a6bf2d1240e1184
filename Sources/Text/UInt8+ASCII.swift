/// Classes of ASCII characters. A byte of a character outside of ASCII is in none of them.
///
/// They are inlined where they are asked: parsers ask them byte by byte.
extension UInt8 {
    /// `DIGIT` (RFC 5234 §B.1).
    @inlinable package var isASCIIDigit: Bool {
        (0x30...0x39).contains(self)
    }

    /// `ALPHA` (RFC 5234 §B.1), in either letter case.
    @inlinable package var isASCIILetter: Bool {
        (0x61...0x7A).contains(self | 0x20)
    }

    /// A letter or a digit.
    @inlinable package var isASCIIAlphanumeric: Bool {
        isASCIILetter || isASCIIDigit
    }

    /// `VCHAR` (RFC 5234 §B.1): what one sees, so no space.
    @inlinable package var isVisibleASCII: Bool {
        (0x21...0x7E).contains(self)
    }

    /// A space or a tab, of which optional white space is made (RFC 9110 §5.6.3).
    @inlinable package var isBlank: Bool {
        self == 0x20 || self == 0x09
    }

    /// `ALPHA / DIGIT / "-" / "." / "_" / "~"` (RFC 3986 §2.3): a character that means the same escaped or not.
    @inlinable package var isUnreserved: Bool {
        isASCIIAlphanumeric || self == UInt8(ascii: "-") || self == UInt8(ascii: ".") || self == UInt8(ascii: "_")
            || self == UInt8(ascii: "~")
    }

    /// `tchar` (RFC 9110 §5.6.2), of which the names of header fields, schemes and cookies are made.
    @inlinable package var isTokenCharacter: Bool {
        isASCIIAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains(self)
    }

    /// `%x20-21 / %x23-5B / %x5D-7E`: what stands between quotes as it is, in JSON, in a header field and in an
    /// `error_description` (RFC 6749 §5.2).
    @inlinable package var isQuotable: Bool {
        (0x20...0x7E).contains(self) && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
    }

    /// `%x21 / %x23-5B / %x5D-7E`, of which a scope is made (RFC 6749 §3.3).
    @inlinable package var isScopeCharacter: Bool {
        isQuotable && self != 0x20
    }

    /// A letter in lower case, any other character as it is.
    @inlinable package var lowercasedASCII: UInt8 {
        (0x41...0x5A).contains(self) ? self | 0x20 : self
    }

    /// A letter in upper case, any other character as it is.
    @inlinable package var uppercasedASCII: UInt8 {
        (0x61...0x7A).contains(self) ? self & 0xDF : self
    }

    /// The value of a hexadecimal digit, in either letter case; `nil` for any other character.
    @inlinable package var hexadecimalValue: UInt8? {
        switch self {
        case 0x30...0x39: self &- 0x30
        case 0x41...0x46: self &- 0x37
        case 0x61...0x66: self &- 0x57
        default: nil
        }
    }
}

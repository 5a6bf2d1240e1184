extension Unicode.Scalar {
    /// As JSON escapes any character (RFC 8259 §7): `\u001b`, and a pair of surrogates beyond the basic plane.
    package var escapedAsJSON: String {
        utf16.map { "\\u" + $0.digits(radix: 16, atLeast: 4) }.joined()
    }

    /// As Swift escapes any character: `\u{1b}`.
    package var escapedAsSwift: String {
        "\\u{\(String(value, radix: 16))}"
    }
}

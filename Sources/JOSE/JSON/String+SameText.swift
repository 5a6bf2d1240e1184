extension String {
    /// Equality code point by code point, as JOSE and OAuth compare (RFC 8259 §8.3). Swift's `==` also takes
    /// canonically equivalent strings for equal: the Kelvin sign for the letter K.
    public func isSameText(as other: String) -> Bool {
        self == other && utf8.elementsEqual(other.utf8)
    }
}

extension String {
    /// Equality code point by code point, as JOSE and OAuth compare (RFC 8259 §8.3). Swift's `==` also takes
    /// canonically equivalent strings for equal, the Kelvin sign for the letter K, and takes long to find that out.
    public func isSameText(as other: String) -> Bool {
        let own = utf8.span
        let others = other.utf8.span
        guard own.count == others.count else { return false }
        for index in own.indices where own[index] != others[index] { return false }
        return true
    }
}

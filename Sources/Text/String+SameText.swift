extension String {
    /// Equality code point by code point, as JOSE and OAuth compare (RFC 8259 §8.3). Swift's `==` also takes
    /// canonically equivalent strings for equal, the Kelvin sign for the letter K, and takes long to find that out.
    public func isSameText(as other: String) -> Bool {
        // Most texts differ in length, which costs nothing to know.
        guard utf8.count == other.utf8.count else { return false }
        // What is not even equivalent is not the same, and short texts are compared in registers.
        if utf8.count <= 15, self != other { return false }
        let own = utf8.span
        let others = other.utf8.span
        for index in own.indices where own[index] != others[index] { return false }
        return true
    }
}

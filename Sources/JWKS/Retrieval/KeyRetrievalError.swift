/// Why the keys of an issuer could not be brought: a sentence for logs.
package struct KeyRetrievalError: Error, Hashable, CustomStringConvertible {
    /// The sentence, of a bounded length, without anything that the issuer said.
    package let description: String
    /// Whether it stays so until an operator does something.
    let isForOperators: Bool

    init(_ description: String, isForOperators: Bool = false) {
        self.description = JWKSEvent.bounded(description)
        self.isForOperators = isForOperators
    }
}

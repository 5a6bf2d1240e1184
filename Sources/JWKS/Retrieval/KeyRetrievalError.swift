/// Why the keys of an issuer could not be brought: a sentence for logs.
struct KeyRetrievalError: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = JWKSEvent.bounded(description)
    }
}

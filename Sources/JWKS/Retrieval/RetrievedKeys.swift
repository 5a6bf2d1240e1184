import JOSE

/// A JWK Set with at least one key that can verify.
struct RetrievedKeys: Sendable {
    /// The set as it was written.
    let document: [UInt8]
    let keys: JWKSet
    /// How long it may be kept, if its origin says so.
    let maxAge: Duration?
    /// What named the place of the set, if an operator did not.
    var metadata: IssuerMetadata.Found?

    init(document: [UInt8], keys: JWKSet, maxAge: Duration?) {
        self.document = document
        self.keys = keys
        self.maxAge = maxAge
    }

    /// Reads a JWK Set (RFC 7517 §5); more than ``JWKSet/maximumKeys`` keys are left out.
    init(document: [UInt8], maxAge: Duration?) throws(KeyRetrievalError) {
        let keys: JWKSet
        do {
            keys = try JWKSet(parsing: document)
        } catch {
            throw KeyRetrievalError("\(error)")
        }
        guard !keys.keys.isEmpty else {
            let omitted = keys.omitted.first.map { " The first of \(keys.omitted.count) left out: \($0.reason)" }
            throw KeyRetrievalError("The JWK Set has no usable key.\(omitted ?? "")")
        }
        self.init(document: document, keys: keys, maxAge: maxAge)
    }
}

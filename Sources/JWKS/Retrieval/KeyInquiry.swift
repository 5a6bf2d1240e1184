package import JOSE
import URI

/// What can be found out about an issuer's keys, for people.
package struct KeyInquiry: Sendable {
    /// The keys, and what was left out.
    package let keys: JWKSet
    /// Where the metadata stands that names the keys' place; `nil` if an operator does.
    package let metadataURL: String?
    /// What another document of the issuer's says differently.
    package let disagreement: String?

    /// Fetches what a cache would fetch.
    ///
    /// - Throws: ``KeyRetrievalError``, which a cache would log.
    package init(
        about issuer: String,
        from source: KeySource,
        by rules: RetrievalRules,
        fetch: @escaping DocumentFetch
    ) async throws(KeyRetrievalError) {
        let retrieval = KeyRetrieval(issuer: issuer, source: source, rules: rules, fetch: fetch)
        let retrieved = try await retrieval.run(on: FetchLane(number: 0))
        keys = retrieved.keys
        metadataURL = retrieved.metadata?.place.url.text
        disagreement = await retrieval.disagreement(with: retrieved)
    }
}

public import Fetching
public import JWKS

extension HTTPClient {
    /// Fetches what a `JWKSCache` asks for.
    ///
    /// - Throws: `HTTPClientError` for everything that is no answer of status 200.
    public func document(_ request: DocumentRequest) async throws(HTTPClientError) -> FetchedDocument {
        let answer = try await get(request.url, onlyPublicAddresses: request.onlyPublicAddresses)
        return FetchedDocument(
            body: answer.body,
            maxAge: answer.maxAge,
            isFromPublicAddress: answer.isFromPublicAddress
        )
    }
}

public import Fetching
public import JWKS

extension HTTPClient {
    /// Fetches what a `JWKSCache` asks for.
    ///
    /// - Parameters:
    ///   - request: What is asked for.
    ///   - options: The way to what belongs to the request's issuer.
    /// - Returns: The document.
    /// - Throws: `DocumentAbsent` where an answer says that there is no metadata, and `HTTPClientError` for everything else that
    ///   is no answer of status 200.
    public func document(
        _ request: DocumentRequest,
        options: FetchOptions = FetchOptions()
    ) async throws -> FetchedDocument {
        do {
            let answer = try await get(
                request.url,
                options: options,
                onlyPublicAddresses: request.onlyPublicAddresses,
                traceparent: request.traceparent
            )
            return FetchedDocument(
                body: answer.body,
                maxAge: answer.maxAge,
                isFromPublicAddress: answer.isFromPublicAddress,
                certificateExpiry: answer.certificateExpiry
            )
        } catch {
            guard request.kind == .discovery, error.isAbsence else { throw error }
            throw DocumentAbsent(error.absence)
        }
    }
}

extension HTTPClientError {
    /// A few words, as there are several places to be told of.
    fileprivate var absence: String {
        switch self {
        case .unexpectedStatus(let status): "\(status)"
        case .redirected(let status): "\(status), a redirect"
        default: "\(self)"
        }
    }
}

import Fetching
import JWKS
import OAuth
import ResourceServer

/// Brings together the cache of keys, which knows no network, and the client that fetches.
enum KeyFetching {
    static func cache(_ settings: Settings, onEvent: @escaping @Sendable (JWKSEvent) -> Void) -> JWKSCache {
        let client = HTTPClient(
            certificateAuthorities: settings.certificateAuthorities,
            timeout: settings.jwksTimeout
        )
        return JWKSCache(
            configuration: settings.jwks,
            fetch: { try await document($0, client) },
            onEvent: onEvent
        )
    }

    private static func document(_ request: DocumentRequest, _ client: HTTPClient) async throws(Failure)
        -> FetchedDocument
    {
        do {
            return try await client.document(request)
        } catch {
            throw Failure(request: request, reason: error)
        }
    }

    /// Why a document could not be fetched, and what an operator can do about it.
    struct Failure: Error, CustomStringConvertible {
        let request: DocumentRequest
        let reason: HTTPClientError

        var description: String {
            switch reason {
            case .unexpectedStatus(404) where request.kind == .discovery:
                "The issuer has no discovery document there (404): name its jwks_uri in ISSUERS_FILE."
            case .addressNotPublic:
                "\(reason) If it is meant, name it as jwks_uri in ISSUERS_FILE."
            default: "\(reason)"
            }
        }
    }
}

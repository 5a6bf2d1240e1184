import Fetching
import JWKS
import OAuth
import ResourceServer

/// Brings together the cache of keys, which knows no network, and the client that fetches.
enum KeyFetching {
    static func cache(
        _ settings: Settings,
        _ counts: FetchCounts? = nil,
        onEvent: @escaping @Sendable (JWKSEvent) -> Void
    ) -> JWKSCache {
        let fetch = fetch(settings)
        return JWKSCache(configuration: settings.jwks, fetch: counts?.timed(fetch) ?? fetch, onEvent: onEvent)
    }

    /// Fetches as the settings say.
    static func fetch(_ settings: Settings) -> DocumentFetch {
        let fetching = settings.fetching
        let client = HTTPClient(timeout: fetching.timeout)
        return { request in
            do {
                return try await client.document(request, options: fetching.options(for: request.issuer))
            } catch let error as HTTPClientError {
                throw Failure(reason: error)
            }
        }
    }

    /// Why a document could not be fetched, and what an operator can do about it.
    struct Failure: Error, CustomStringConvertible {
        let reason: HTTPClientError

        var description: String {
            switch reason {
            case .addressNotPublic, .addressUnknown:
                "\(reason) If it is meant, name it as jwks_uri in ISSUERS_FILE."
            default: "\(reason)"
            }
        }
    }
}

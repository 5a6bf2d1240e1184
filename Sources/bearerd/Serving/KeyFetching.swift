import HTTPClient
import OAuth

/// Brings together the cache of keys, which knows no network, and the client that fetches.
enum KeyFetching {
    static func cache(_ settings: Settings, onEvent: @escaping @Sendable (JWKSEvent) -> Void) -> JWKSCache {
        let client = HTTPClient(
            certificateAuthorities: settings.certificateAuthorities,
            timeout: settings.jwksTimeout
        )
        return JWKSCache(
            configuration: settings.jwks,
            fetch: { url in
                let response = try client.get(url)
                return FetchedDocument(body: response.body, maxAge: response.maxAge)
            },
            onEvent: onEvent
        )
    }
}

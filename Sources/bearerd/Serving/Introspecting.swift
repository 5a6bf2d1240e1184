import Fetching
import OAuth
import ResourceServer
import Text

/// Brings together who asks issuers about tokens, which knows no network, and the client that sends.
enum Introspecting {
    /// - Returns: `nil` where no issuer is asked.
    static func introspection(
        _ settings: Settings,
        onEvent: @escaping @Sendable (IntrospectionEvent) -> Void
    ) -> TokenIntrospection? {
        guard !settings.introspection.endpoints.isEmpty else { return nil }
        let endpoints = endpoints(settings)
        return TokenIntrospection(
            cacheTTL: settings.introspection.cacheTTL,
            ask: { question throws(IntrospectionFault) in
                guard let endpoint = endpoints[ExactText(question.issuer)] else {
                    throw .unavailable(reason: "no endpoint is set up")
                }
                return try await endpoint.introspect(question)
            },
            onEvent: onEvent
        )
    }

    /// Where each issuer is asked, all by one pool.
    static func endpoints(_ settings: Settings) -> [ExactText: PostEndpoint] {
        let pool = RequestPool(timeout: settings.fetching.timeout)
        var endpoints: [ExactText: PostEndpoint] = [:]
        for (issuer, endpoint) in settings.introspection.endpoints {
            endpoints[ExactText(issuer)] = PostEndpoint(
                endpoint.url,
                in: pool,
                options: settings.fetching.options(for: issuer),
                credentials: endpoint.credentials,
                mostAtOnce: endpoint.mostAtOnce
            )
        }
        return endpoints
    }
}

import HTTP
import HTTPTypes
import JOSE

/// Everything that the issuer answers.
struct IssuerEndpoints: Handler {
    private let router: Router

    /// Without a `page`, there is none.
    init(tokenEndpoint: TokenEndpoint, page: DevelopmentPage? = nil) {
        let identity = tokenEndpoint.identity
        let keys = tokenEndpoint.keys
        let metadata = Self.metadata(of: identity, scopes: tokenEndpoint.clients.scopes)
        var router = Router()
        router.get("\(identity.pathPrefix)/.well-known/openid-configuration") { _ in
            Response(json: metadata.encoded())
        }
        router.get("\(identity.pathPrefix)/.well-known/jwks.json") { _ in
            var response = Response(json: try keys.publicSet().encoded())
            response.headerFields[.cacheControl] = "public, max-age=15"
            return response
        }
        router.on(.post, "\(identity.pathPrefix)/oauth/token", tokenEndpoint)
        page?.add(to: &router)
        self.router = router
    }

    func respond(to request: Request) async throws -> Response {
        try await router.respond(to: request)
    }

    /// OpenID Connect Discovery 1.0 §3, as far as there is something to say.
    private static func metadata(of identity: IssuerIdentity, scopes: [String]) -> JSONObject {
        [
            "issuer": .string(identity.issuer),
            "token_endpoint": .string(identity.url("/oauth/token")),
            "jwks_uri": .string(identity.url("/.well-known/jwks.json")),
            "scopes_supported": .array(scopes.map { .string($0) }),
            "response_types_supported": ["token"],
            "grant_types_supported": ["client_credentials"],
            "subject_types_supported": ["public"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "dpop_signing_alg_values_supported": .array(
                JWSAlgorithm.all.filter { !$0.isSymmetric }.map { .string($0.name) }
            ),
        ]
    }
}

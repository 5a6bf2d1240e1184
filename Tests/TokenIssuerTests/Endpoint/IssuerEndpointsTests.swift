import HTTP
import HTTPTypes
import JOSE
import TestSupport
import Testing

@testable import token_issuer

@Suite struct IssuerEndpointsTests {
    private static let identity = IssuerIdentity(
        issuer: "https://issuer.example.com/tenant/",
        audiences: ["https://api.example.com"]
    )
    private static let credentials = "grant_type=client_credentials&client_id=client&client_secret=secret"

    @Test("discovery names the issuer and its endpoints")
    func discovery() async throws {
        let metadata = try await object(Request(target: "/tenant/.well-known/openid-configuration"))
        #expect(metadata["issuer"] == "https://issuer.example.com/tenant/")
        #expect(metadata["jwks_uri"] == "https://issuer.example.com/tenant/.well-known/jwks.json")
        #expect(metadata["token_endpoint"] == "https://issuer.example.com/tenant/oauth/token")
    }

    @Test("a token is good for the keys that are published")
    func token() async throws {
        try await withEndpoints { endpoints in
            let answer = try await endpoints.respond(
                to: .tokenRequest(form: Self.credentials + "&audience=https://api.example.com")
            )
            #expect(answer.status == .ok)
            #expect(answer.headerFields[.cacheControl] == "no-store")
            let body = try JSONObject(parsing: answer.body)
            #expect(body["token_type"] == "Bearer")
            #expect(body["expires_in"] == 60)
            #expect(body["scope"] == "read:messages")

            let keys = try await endpoints.respond(to: Request(target: "/tenant/.well-known/jwks.json"))
            let key = try #require(try JWKSet(parsing: keys.body).keys.first)
            let token = try #require(body["access_token"]?.stringValue)
            let claims = try CompactJWS(token).verifiedClaims(with: key, algorithm: .es256)
            #expect(claims["iss"] == "https://issuer.example.com/tenant/")
            #expect(claims["sub"] == "client@clients")
        }
    }

    @Test(
        "a token request that cannot be met is refused",
        arguments: [
            ("client_id=client&client_secret=secret", 400, "invalid_request"),
            ("grant_type=client_credentials", 400, "invalid_request"),
            ("grant_type=password&client_id=client&client_secret=secret", 400, "unsupported_grant_type"),
            ("grant_type=client_credentials&client_id=client&client_secret=wrong", 401, "access_denied"),
            ("grant_type=client_credentials&client_id=wrong&client_secret=secret", 401, "access_denied"),
            ("grant_type=client_credentials&client_id=client", 401, "access_denied"),
            (credentials, 403, "access_denied"),
            (credentials + "&audience=https://api.example.com/", 403, "access_denied"),
            (credentials + "&audience=https://api.example.com&scope=write:messages", 403, "access_denied"),
        ]
    )
    func refusals(form: String, status: Int, error: String) async throws {
        try await withEndpoints { endpoints in
            let answer = try await endpoints.respond(to: .tokenRequest(form: form))
            #expect(answer.status.code == status)
            #expect(answer.headerFields[.cacheControl] == "no-store")
            #expect(try JSONObject(parsing: answer.body)["error"] == .string(error))
        }
    }

    @Test("every client is taken where that is asked for")
    func anyClient() async throws {
        try await withEndpoints(anyClient: true) { endpoints in
            let form = "grant_type=client_credentials&client_id=x&client_secret=y&audience=https://api.example.com"
            let answer = try await endpoints.respond(to: .tokenRequest(form: form))
            #expect(answer.status == .ok)
        }
    }

    @Test(
        "the path prefix is that of the issuer",
        arguments: [
            ("https://a.example", ""), ("https://a.example/", ""), ("https://a.example/b", "/b"),
            ("https://a.example/b/c/", "/b/c"),
        ]
    )
    func pathPrefix(issuer: String, prefix: String) {
        #expect(IssuerIdentity(issuer: issuer, audiences: []).pathPrefix == prefix)
    }

    private func object(_ request: Request) async throws -> JSONObject {
        try await withEndpoints { try JSONObject(parsing: await $0.respond(to: request).body) }
    }

    private func withEndpoints<Result>(
        anyClient: Bool = false,
        _ body: (IssuerEndpoints) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryState { directory in
            let clients = ClientPolicy(
                clientID: "client",
                clientSecret: "secret",
                anyClient: anyClient,
                scopes: ["read:messages"]
            )
            let endpoint = TokenEndpoint(
                identity: Self.identity,
                keys: KeyStore(directory),
                algorithm: .es256,
                clients: clients,
                lifetime: 60
            )
            return try await body(IssuerEndpoints(tokenEndpoint: endpoint))
        }
    }
}

extension Request {
    fileprivate static func tokenRequest(form: String) -> Request {
        Request(
            method: .post,
            target: "/tenant/oauth/token",
            headerFields: [.contentType: "application/x-www-form-urlencoded"],
            body: Array(form.utf8)
        )
    }
}

import FoundationEssentials
import HTTP
import HTTPTypes
import JOSE

/// `POST /oauth/token`: the client credentials grant (RFC 6749 §4.4) as Auth0 answers it.
struct TokenEndpoint: Handler {
    let identity: IssuerIdentity
    let keys: KeyStore
    let algorithm: JWSAlgorithm
    let clients: ClientPolicy
    /// In seconds.
    let lifetime: Int64

    func respond(to request: Request) async throws -> Response {
        do throws(TokenRefusal) {
            return try issue(TokenRequest(request), at: Int64(Date().timeIntervalSince1970))
        } catch {
            return error.response
        }
    }

    private func issue(_ request: TokenRequest, at now: Int64) throws(TokenRefusal) -> Response {
        guard let grantType = request.grantType else { throw .invalidRequest("Missing required parameter: grant_type") }
        guard grantType == "client_credentials" else { throw .unsupportedGrantType }
        guard let clientID = request.clientID else { throw .invalidRequest("Missing required parameter: client_id") }
        guard clients.authenticates(request) else { throw .unauthorized }
        guard let audience = request.audience else { throw .audienceMissing }
        guard identity.audiences.contains(audience) else { throw .audienceUnknown }
        let scopes = try clients.grantedScopes(request)
        let claims = AccessTokenClaims(
            issuer: identity.issuer,
            clientID: clientID,
            audience: audience,
            issuedAt: now,
            lifetime: lifetime,
            scopes: scopes
        )
        return Self.response(token: try sign(claims), scopes: scopes, lifetime: lifetime)
    }

    private func sign(_ claims: AccessTokenClaims) throws(TokenRefusal) -> String {
        do {
            return try TokenMint(key: keys.signingKey(for: algorithm)).mint(claims)
        } catch {
            throw .serverError
        }
    }

    /// RFC 6749 §5.1.
    private static func response(token: String, scopes: [String], lifetime: Int64) -> Response {
        var body: JSONObject = ["access_token": .string(token)]
        if !scopes.isEmpty { body["scope"] = .string(scopes.joined(separator: " ")) }
        body["expires_in"] = .integer(lifetime)
        body["token_type"] = "Bearer"
        var response = Response(json: body.encoded())
        response.headerFields[.cacheControl] = "no-store"
        return response
    }
}

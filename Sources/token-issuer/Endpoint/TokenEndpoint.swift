import FoundationEssentials
import HTTP
import HTTPTypes
import JOSE
import OAuth
import URI

/// `POST /oauth/token`: the client credentials grant (RFC 6749 §4.4) as Auth0 answers it. A request with a DPoP proof gets a
/// token that is bound to the key of the proof (RFC 9449 §5).
struct TokenEndpoint: Handler {
    let identity: IssuerIdentity
    let keys: KeyStore
    let algorithm: JWSAlgorithm
    let clients: ClientPolicy
    /// In seconds.
    let lifetime: Int64
    let proofs = DPoPValidator(policy: DPoPPolicy(algorithms: JWSAlgorithm.all))

    func respond(to request: Request) async throws -> Response {
        do throws(TokenRefusal) {
            return try await issue(
                TokenRequest(request),
                boundTo: keyThumbprint(of: request),
                at: Int64(Date().timeIntervalSince1970)
            )
        } catch {
            return error.response
        }
    }

    private func issue(
        _ request: TokenRequest,
        boundTo keyThumbprint: String?,
        at now: Int64
    ) throws(TokenRefusal) -> Response {
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
            scopes: scopes,
            keyThumbprint: keyThumbprint
        )
        return Self.response(token: try sign(claims), claims)
    }

    /// `nil` for a request without a proof.
    private func keyThumbprint(of request: Request) async throws(TokenRefusal) -> String? {
        let values = request.values(of: .dpop)
        guard !values.isEmpty else { return nil }
        let target = TargetURI(identity.url("/oauth/token"))
        let parts = DPoPRequest(proofs: values, method: request.method.rawValue, target: target)
        do {
            return try await proofs.validate(parts, at: .now)
        } catch {
            throw .invalidProof(error.sentence)
        }
    }

    private func sign(_ claims: AccessTokenClaims) throws(TokenRefusal) -> String {
        do {
            return try TokenMint(key: keys.signingKey(for: algorithm)).mint(claims)
        } catch {
            throw .serverError
        }
    }

    /// RFC 6749 §5.1, RFC 9449 §5.
    private static func response(token: String, _ claims: AccessTokenClaims) -> Response {
        var body: JSONObject = ["access_token": .string(token)]
        if !claims.scopes.isEmpty { body["scope"] = .string(claims.scopes.joined(separator: " ")) }
        body["expires_in"] = .integer(claims.lifetime)
        body["token_type"] = claims.keyThumbprint == nil ? "Bearer" : "DPoP"
        var response = Response(json: body.encoded())
        response.headerFields[.cacheControl] = "no-store"
        return response
    }
}

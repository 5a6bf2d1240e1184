import JOSE

/// The claims of an access token, as Auth0 writes them.
struct AccessTokenClaims: Sendable {
    var issuer: String
    /// `nil` for a token that a client gets for itself.
    var subject: String?
    var clientID: String
    var audience: String
    /// In seconds since 1970.
    var issuedAt: Int64
    /// In seconds.
    var lifetime: Int64
    var scopes: [String] = []
    /// `nil` leaves the claim out; Auth0 writes it for APIs with role-based access control.
    var permissions: [String]?
    /// The thumbprint of the client's key that the token is bound to (RFC 9449 §6.1); `nil` for a bearer token.
    var keyThumbprint: String?
    /// The thumbprint of the client's certificate that the token is bound to (RFC 8705 §3.1).
    var certificateThumbprint: String?
    /// Added at the end; they replace claims of the same name.
    var additional: [(name: String, value: JSONValue)] = []
    /// Left out, as other issuers do.
    var omitted: [String] = []

    var object: JSONObject {
        var claims: JSONObject = [
            "iss": .string(issuer),
            "sub": .string(subject ?? "\(clientID)@clients"),
            "aud": audienceClaim,
            "iat": .integer(issuedAt),
            "exp": .integer(issuedAt + lifetime),
        ]
        if !scopes.isEmpty { claims["scope"] = .string(scopes.joined(separator: " ")) }
        if subject == nil { claims["gty"] = "client-credentials" }
        claims["azp"] = .string(clientID)
        if let permissions { claims["permissions"] = .array(permissions.map { .string($0) }) }
        var confirmation: JSONObject = [:]
        if let keyThumbprint { confirmation["jkt"] = .string(keyThumbprint) }
        if let certificateThumbprint { confirmation["x5t#S256"] = .string(certificateThumbprint) }
        if !confirmation.names.isEmpty { claims["cnf"] = .object(confirmation) }
        for claim in additional { claims[claim.name] = claim.value }
        for name in omitted { claims[name] = nil }
        return claims
    }

    /// With the scope `openid` the token is for the issuer's `userinfo`, too.
    private var audienceClaim: JSONValue {
        guard scopes.contains("openid") else { return .string(audience) }
        let userinfo = IssuerIdentity(issuer: issuer, audiences: []).url("/userinfo")
        return .array([.string(audience), .string(userinfo)])
    }
}

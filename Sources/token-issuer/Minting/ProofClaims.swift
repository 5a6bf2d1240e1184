import JOSE

/// The claims of a DPoP proof (RFC 9449 §4.2).
struct ProofClaims: Sendable {
    var identifier: String
    var method: String
    /// The URL of the request; its query and fragment are left out.
    var url: String
    /// In seconds since 1970.
    var issuedAt: Int64
    /// The access token that goes with the request; `nil` for a request for one.
    var accessToken: String?
    var nonce: String?
    /// Added at the end; they replace claims of the same name.
    var additional: [(name: String, value: JSONValue)] = []

    var object: JSONObject {
        var claims: JSONObject = [
            "jti": .string(identifier),
            "htm": .string(method),
            "htu": .string(String(url.prefix { $0 != "?" && $0 != "#" })),
            "iat": .integer(issuedAt),
        ]
        if let accessToken { claims["ath"] = .string(Base64URL.encode(SHA256.digest(of: accessToken))) }
        claims["nonce"] = nonce.map { .string($0) }
        for claim in additional { claims[claim.name] = claim.value }
        return claims
    }
}

package import JOSE

extension CompactJWS {
    /// The claims, once the signature was found good.
    package func verifiedClaims(with key: JWK, algorithm: JWSAlgorithm) throws -> JSONObject {
        try verify(with: key, algorithm: algorithm)
        return try JSONObject(parsing: payload)
    }
}

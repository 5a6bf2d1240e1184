import JOSE

/// Signs access tokens.
struct TokenMint: Sendable {
    let key: SigningKey

    /// A token with these claims; with a defect if one is asked for.
    func mint(_ claims: AccessTokenClaims, defect: TokenDefect? = nil) throws(IssuerError) -> String {
        var payload = claims.object
        var header: JSONObject = ["typ": "JWT"]
        defect?.apply(to: &payload, issuedAt: claims.issuedAt)
        defect?.apply(toHeader: &header)
        do {
            var token = try key.sign(payload, header: header)
            defect?.apply(toToken: &token)
            return token
        } catch {
            throw IssuerError(description: "cannot sign with \(key.algorithm.name)")
        }
    }
}

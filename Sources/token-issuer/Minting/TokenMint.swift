import JOSE
import ResourceServerTesting

/// Signs access tokens.
struct TokenMint: Sendable {
    let key: SigningKey
    /// The header parameter `typ`: `JWT` as Auth0 writes it, or `at+jwt` (RFC 9068 §2.1).
    var type = "JWT"

    /// A token with these claims; with a defect if one is asked for.
    func mint(_ claims: AccessTokenClaims, defect: TokenDefect? = nil) throws(IssuerError) -> String {
        var payload = claims.object
        var header: JSONObject = ["typ": .string(type)]
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

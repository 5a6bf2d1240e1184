import JOSE

/// Signs DPoP proofs, as a client does.
struct ProofMint: Sendable {
    let key: SigningKey

    /// A proof with these claims; with a defect if one is asked for.
    func mint(_ claims: ProofClaims, defect: ProofDefect? = nil) throws(IssuerError) -> String {
        var claims = claims
        var header: JSONObject = ["typ": "dpop+jwt", "jwk": .object(publicKey)]
        defect?.apply(to: &claims)
        defect?.apply(toHeader: &header, key)
        do {
            var proof = try key.sign(claims.object, header: header)
            defect?.apply(toProof: &proof)
            return proof
        } catch {
            throw IssuerError(description: "cannot sign with \(key.algorithm.name)")
        }
    }

    /// The key and nothing about it: proofs travel with every request.
    private var publicKey: JSONObject {
        var jwk = key.publicJWK
        for name in ["kid", "alg", "use"] { jwk[name] = nil }
        return jwk
    }
}

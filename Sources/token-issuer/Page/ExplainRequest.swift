import OAuth
import URI

/// The token, and its proof, that the page wants explained.
struct ExplainRequest: Sendable, Decodable {
    /// A DPoP proof, and the request that it came with.
    struct Proof: Sendable, Decodable {
        var jwt: String
        var method: String
        var url: String
    }

    var token: String
    /// `nil` where the token came as a bearer token.
    var proof: Proof?
    /// What the location that was called asks for.
    var scopes: [String]

    /// What judges the proof: what bearerd has without a setting, but nonces, which only it can know.
    var proofToExplain: ProofToExplain? {
        proof.map { proof in
            let request = DPoPRequest(proofs: [proof.jwt], method: proof.method, target: TargetURI(proof.url))
            return ProofToExplain(request, policy: DPoPPolicy())
        }
    }
}

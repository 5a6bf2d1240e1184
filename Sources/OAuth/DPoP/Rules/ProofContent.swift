import JOSE

/// A DPoP proof with all that it is held against.
struct ProofContent {
    /// The token that the proof comes with.
    struct PresentedToken {
        /// As it was sent.
        let text: String
        /// Its hash, where the text is not there whole.
        var knownHash: String?
        /// What it is bound to.
        let confirmation: Confirmation?
        /// Only what is explained may be a token whose claims cannot be read, and whose binding is not known.
        var isReadable = true
    }

    let proof: DPoPProof
    let request: DPoPRequest
    let policy: DPoPPolicy
    let now: NumericDate
    /// `nil` for a proof without an access token.
    let token: PresentedToken?
    /// `nil` where proofs need none.
    var nonces: ServerNonces?
    /// Those are as good as one of ``nonces``: a client has been asked for one.
    var steadyNonces: SteadyNonces?
    /// The key of `jwk`, if it is known from earlier proofs.
    var knownKey: JWK?

    /// Found by the rule about the algorithm.
    var algorithm: JWSAlgorithm?
    /// Found by the rule about the key.
    var key: JWK?
    /// A nonce that the client should use from now on; found by the rule about the nonce.
    var nextNonce: String?

    init(
        _ proof: DPoPProof,
        of request: DPoPRequest,
        with token: PresentedToken?,
        under policy: DPoPPolicy,
        at now: NumericDate
    ) {
        self.proof = proof
        self.request = request
        self.token = token
        self.policy = policy
        self.now = now
    }
}

import JOSE

/// Judges the DPoP proofs of requests (RFC 9449 §4.3 and §7.1).
///
/// A value that is made once and serves the whole process. A proof is remembered after everything else about it was
/// found good, and only then: whoever cannot make a good one can neither fill the memory nor use up a proof of another's.
public struct DPoPValidator: Sendable {
    /// What a proof must be like.
    public let policy: DPoPPolicy
    private let store: any ReplayStore
    private let nonces: ServerNonces?
    private let steadyNonces: SteadyNonces
    private let clientKeys = ClientKeyCache()

    /// A validator.
    ///
    /// - Parameters:
    ///   - policy: What a proof must be like.
    ///   - store: Where used proofs are remembered; `nil` for one of its own with room for 1,000,000.
    ///   - nonces: Proofs must carry one of these nonces; `nil` to ask for none, unless the wall clock is set back.
    ///   - clock: The present, on a clock that never goes back.
    public init(
        policy: DPoPPolicy = DPoPPolicy(),
        store: (any ReplayStore)? = nil,
        nonces: ServerNonces? = nil,
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.policy = policy
        self.store = store ?? InMemoryReplayStore(window: policy.window, now: clock)
        self.nonces = nonces
        steadyNonces = SteadyNonces(clock: clock)
    }

    /// Judges the proof with which a client presents an access token.
    ///
    /// It suspends only if the memory of used proofs does.
    /// - Parameters:
    ///   - request: The request.
    ///   - token: The token, found good.
    ///   - text: The same token as it was sent, which the proof holds a hash of.
    ///   - now: The time to judge by.
    /// - Returns: The token with the key that was proven, and a nonce that the response should carry if the client's one is
    ///   about to run out (RFC 9449 §8.2).
    /// - Throws: Why the request is refused.
    public func validate(
        _ request: DPoPRequest,
        presenting token: AccessToken,
        writtenAs text: String,
        at now: NumericDate
    ) async throws(TokenValidationError) -> (token: AccessToken, nextNonce: String?) {
        let presented = ProofContent.PresentedToken(text: text, confirmation: token.confirmation)
        let (thumbprint, nextNonce) = try await judge(request, presented, of: ReplayClient(token), at: now)
        return (token.confirmed(by: thumbprint), nextNonce)
    }

    /// Judges the proof of a request without an access token, as one for a token is (RFC 9449 §5).
    ///
    /// - Parameters:
    ///   - request: The request.
    ///   - now: The time to judge by.
    /// - Returns: The thumbprint of the key that was proven.
    /// - Throws: Why the request is refused.
    public func validate(
        _ request: DPoPRequest,
        at now: NumericDate
    ) async throws(TokenValidationError) -> String {
        try await judge(request, nil, of: nil, at: now).thumbprint
    }

    private func judge(
        _ request: DPoPRequest,
        _ token: ProofContent.PresentedToken?,
        of client: ReplayClient?,
        at now: NumericDate
    ) async throws(TokenValidationError) -> (thumbprint: String, nextNonce: String?) {
        let proof = try DPoPProof(fieldValues: request.proofs)
        var content = ProofContent(proof, of: request, with: token, under: policy, at: now)
        content.nonces = nonces
        content.steadyNonces = steadyNonces
        content.knownKey = proof.jwk.flatMap(clientKeys.key)
        try ProofRules.all.judge(&content)
        guard let key = content.key else { throw .dpopProofInvalid() }
        try await remember(proof, key, of: client ?? .key(key.thumbprint))
        if let jwk = proof.jwk, content.knownKey == nil { clientKeys.insert(jwk, key) }
        return (key.thumbprint, content.nextNonce)
    }

    /// RFC 9449 §11.1.
    private func remember(
        _ proof: DPoPProof,
        _ key: JWK,
        of client: ReplayClient
    ) async throws(TokenValidationError) {
        let replayKey = ReplayKey(thumbprint: key.thumbprint, identifier: proof.identifier)
        switch await store.remember(replayKey, of: client, until: proof.issuedAt + policy.proofAge) {
        case .fresh: return
        case .replayed: throw .dpopProofReplayed
        case .uncertain:
            // RFC 9449 §9: a server may ask for a nonce whenever it wants. To refuse the proof would lock good clients out
            // until the clock has passed all that it had been through; to accept it would accept used ones, too.
            if steadyNonces.isGood(proof.nonce) { return }
            throw .dpopNonceRequired(
                detail:
                    "the clock was set back to a time whose proofs are forgotten: the proof needs a nonce made since",
                nonce: steadyNonces.nonce
            )
        case .full(let retryAfter, let reason): throw .dpopReplayFull(detail: reason, retryAfter: retryAfter)
        case .unavailable(let retryAfter, let reason):
            throw .storeUnavailable(.usedProofs, detail: reason, retryAfter: retryAfter)
        }
    }
}

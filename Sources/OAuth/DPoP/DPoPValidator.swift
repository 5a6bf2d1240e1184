import JOSE

/// Judges the DPoP proofs of requests (RFC 9449 §4.3 and §7.1).
///
/// A value that is made once and serves the whole process. A proof is remembered after everything else about it was
/// found good, and only then: whoever cannot make a good one can neither fill the memory nor use up a proof of another's.
public struct DPoPValidator: Sendable {
    /// What a proof must be like.
    public let policy: DPoPPolicy
    private let memory: any ReplayMemory
    private let nonces: ServerNonces?
    private let steadyNonces: SteadyNonces
    private let clientKeys = ClientKeyCache()

    /// A validator.
    ///
    /// - Parameters:
    ///   - policy: What a proof must be like.
    ///   - memory: Where used proofs are remembered; `nil` for one of its own with room for 1,000,000.
    ///   - nonces: Proofs must carry one of these nonces; `nil` to ask for none, unless the wall clock is set back.
    ///   - clock: The present, on a clock that never goes back.
    public init(
        policy: DPoPPolicy = DPoPPolicy(),
        memory: (any ReplayMemory)? = nil,
        nonces: ServerNonces? = nil,
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.policy = policy
        self.memory = memory ?? InMemoryReplayMemory(window: policy.window, now: clock)
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
    /// - Returns: The token with the key that was proven.
    /// - Throws: Why the request is refused.
    public func validate(
        _ request: DPoPRequest,
        presenting token: AccessToken,
        writtenAs text: String,
        at now: NumericDate = .now
    ) async throws(TokenValidationError) -> ProvenToken {
        do {
            let presented = PresentedToken(token: token, text: text)
            let (thumbprint, nextNonce) = try await judge(request, presented, at: now)
            return ProvenToken(token: token.proven(by: thumbprint), nextNonce: nextNonce)
        } catch {
            var error = error
            error.identity = token.identity
            throw error
        }
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
        at now: NumericDate = .now
    ) async throws(TokenValidationError) -> String {
        try await judge(request, nil, at: now).thumbprint
    }

    private struct PresentedToken {
        let token: AccessToken
        let text: String
    }

    /// The checks of RFC 9449 §4.3, which "may be performed in any order". The binding of step 12 comes before the signature of
    /// step 6, and before a key is made of `jwk`: with a key that the token is not bound to, a proof costs one hash.
    private func judge(
        _ request: DPoPRequest,
        _ presented: PresentedToken?,
        at now: NumericDate
    ) async throws(TokenValidationError) -> (thumbprint: String, nextNonce: String?) {
        let checks = DPoPProofChecks(policy: policy, now: now)
        let proof = try DPoPProof(fieldValues: request.proofs)
        try checks.checkType(proof)
        let algorithm = try checks.checkAlgorithm(proof)
        let knownKey = proof.jwk.flatMap(clientKeys.key)
        if let presented {
            let thumbprint = if let knownKey { knownKey.thumbprint } else { try checks.checkThumbprint(proof) }
            try checks.checkBinding(of: presented.token, to: thumbprint)
        }
        let key = if let knownKey { knownKey } else { try checks.checkKey(proof) }
        try checks.checkSignature(proof, with: key, algorithm)
        try checks.checkMethod(proof, request.method)
        try checks.checkTarget(proof, request.target)
        let nextNonce = try checkNonce(proof, checks)
        try checks.checkAge(proof)
        try checks.checkLeeway(proof)
        if let presented { try checks.checkTokenHash(proof, of: presented.text) }
        let client = presented.map { ReplayClient($0.token) } ?? .key(key.thumbprint)
        try await remember(proof, key, of: client)
        if let jwk = proof.jwk, knownKey == nil { clientKeys.insert(jwk, key) }
        return (key.thumbprint, nextNonce)
    }

    /// A steady nonce is as good as one of the others: a client has been asked for it.
    private func checkNonce(_ proof: DPoPProof, _ checks: DPoPProofChecks) throws(TokenValidationError) -> String? {
        guard let nonces else { return nil }
        do { return try checks.checkNonce(proof, nonces) } catch {
            guard steadyNonces.isGood(proof.nonce) else { throw error }
            return nil
        }
    }

    /// RFC 9449 §11.1.
    private func remember(
        _ proof: DPoPProof,
        _ key: JWK,
        of client: ReplayClient
    ) async throws(TokenValidationError) {
        let replayKey = ReplayKey(thumbprint: key.thumbprint, identifier: proof.identifier)
        switch await memory.remember(replayKey, of: client, until: proof.issuedAt + policy.proofAge) {
        case .fresh: return
        case .replayed: throw TokenValidationError(.dpopProofReplayed)
        case .uncertain:
            // RFC 9449 §9: a server may ask for a nonce whenever it wants. To refuse the proof would lock good clients out
            // until the clock has passed all that it had been through; to accept it would accept used ones, too.
            if steadyNonces.isGood(proof.nonce) { return }
            let detail =
                "the clock was set back to a time whose proofs are forgotten: the proof needs a nonce made since"
            throw TokenValidationError(.dpopNonceRequired, detail: detail, nonce: steadyNonces.nonce)
        case .full(let retryAfter, let reason):
            throw TokenValidationError(.dpopReplayFull, detail: reason, retryAfter: retryAfter)
        }
    }
}

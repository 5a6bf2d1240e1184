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
    private let clientKeys = ClientKeyCache()

    /// A validator.
    ///
    /// - Parameters:
    ///   - policy: What a proof must be like.
    ///   - memory: Where used proofs are remembered; `nil` for one of its own with room for 100,000.
    ///   - nonces: Proofs must carry one of these nonces; `nil` to ask for none.
    public init(policy: DPoPPolicy = DPoPPolicy(), memory: (any ReplayMemory)? = nil, nonces: ServerNonces? = nil) {
        self.policy = policy
        self.memory = memory ?? InMemoryReplayMemory(window: policy.window)
        self.nonces = nonces
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
        let key: JWK
        if let knownKey { key = knownKey } else { key = try checks.checkKey(proof) }
        try checks.checkSignature(proof, with: key, algorithm)
        try checks.checkMethod(proof, request.method)
        try checks.checkTarget(proof, request.target)
        var nextNonce: String?
        if let nonces { nextNonce = try checks.checkNonce(proof, nonces) }
        try checks.checkAge(proof)
        try checks.checkLeeway(proof)
        if let presented {
            try checks.checkTokenHash(proof, of: presented.text)
            try checks.checkBinding(of: presented.token, to: key)
        }
        try await remember(proof, key, at: now)
        if let jwk = proof.jwk, knownKey == nil { clientKeys.insert(jwk, key) }
        return (key.thumbprint, nextNonce)
    }

    /// RFC 9449 §11.1.
    private func remember(_ proof: DPoPProof, _ key: JWK, at now: NumericDate) async throws(TokenValidationError) {
        let replayKey = ReplayKey(thumbprint: key.thumbprint, identifier: proof.identifier)
        switch await memory.remember(replayKey, until: proof.issuedAt + policy.proofAge, at: now) {
        case .fresh: return
        case .replayed: throw TokenValidationError(.dpopProofReplayed)
        case .refused(let reason):
            let sentence: StaticString = "The server cannot remember another DPoP proof at the moment."
            throw TokenValidationError(.dpopProofReplayed, sentence: sentence, detail: reason)
        }
    }
}

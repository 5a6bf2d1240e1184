public import JOSE
import Text
public import URI

/// The rules of RFC 9449 §4.3 from step 4 on, each by itself. ``DPoPValidator`` runs them, and the first that fails decides:
/// in their order, but the binding to the token before the key and the signature, which cost a thousand times as much.
/// Steps 1 to 3 are the making of a ``DPoPProof``.
public struct DPoPProofChecks: Sendable {
    /// What a proof must be like.
    public let policy: DPoPPolicy
    /// The time to judge by.
    public let now: NumericDate

    /// Checks by a policy at a time.
    public init(policy: DPoPPolicy, now: NumericDate) {
        self.policy = policy
        self.now = now
    }

    /// Step 4: `typ` is `dpop+jwt`, so that no other JWT passes as a proof (RFC 9449 §11.5).
    ///
    /// - Throws: ``TokenValidationError/Code/dpopProofInvalid``.
    public func checkType(_ proof: DPoPProof) throws(TokenValidationError) {
        guard proof.header.hasType("dpop+jwt") else { throw DPoPProof.invalid("typ is not dpop+jwt") }
    }

    /// Step 5: `alg` is an asymmetric algorithm of the policy.
    ///
    /// - Returns: The algorithm.
    /// - Throws: ``TokenValidationError/Code/dpopProofInvalid``.
    public func checkAlgorithm(_ proof: DPoPProof) throws(TokenValidationError) -> JWSAlgorithm {
        guard let algorithm = JWSAlgorithm(named: proof.header.algorithm), policy.algorithms.contains(algorithm) else {
            throw DPoPProof.invalid("alg is not an accepted algorithm")
        }
        return algorithm
    }

    /// For step 12, the thumbprint of `jwk` without a key being made of it.
    ///
    /// - Returns: The thumbprint (RFC 7638).
    /// - Throws: ``TokenValidationError/Code/dpopProofInvalid`` where there is no `jwk` that can have one.
    public func checkThumbprint(_ proof: DPoPProof) throws(TokenValidationError) -> String {
        guard let members = proof.jwk else { throw Self.keyMissing }
        do { return try JWK.thumbprint(of: members) } catch { throw DPoPProof.invalid("jwk: \(error)") }
    }

    private static let keyMissing = DPoPProof.invalid("jwk is missing, or not an object")

    /// Step 7, before a key is made of it: `jwk` is a public key without a private member.
    ///
    /// - Returns: The key.
    /// - Throws: ``TokenValidationError/Code/dpopProofInvalid``.
    public func checkKey(_ proof: DPoPProof) throws(TokenValidationError) -> JWK {
        guard let members = proof.jwk else { throw Self.keyMissing }
        do { return try JWK(members) } catch { throw DPoPProof.invalid("jwk: \(error)") }
    }

    /// Step 6: the signature was made with the key in the proof.
    ///
    /// - Throws: ``TokenValidationError/Code/dpopProofInvalid``.
    public func checkSignature(
        _ proof: DPoPProof,
        with key: JWK,
        _ algorithm: JWSAlgorithm
    ) throws(TokenValidationError) {
        do { _ = try proof.jws.verify(with: key, algorithm: algorithm) } catch { throw DPoPProof.invalid("\(error)") }
    }

    /// Step 8: `htm` is the request's method; case matters (RFC 9110 §9.1).
    ///
    /// - Throws: ``TokenValidationError/Code/dpopMethodMismatch``.
    public func checkMethod(_ proof: DPoPProof, _ method: String) throws(TokenValidationError) {
        guard proof.method.isSameText(as: method) else { throw TokenValidationError(.dpopMethodMismatch) }
    }

    /// Step 9: `htu` is the request's target URI. No proof fits a target that is not known.
    ///
    /// - Throws: ``TokenValidationError/Code/dpopTargetMismatch``.
    public func checkTarget(_ proof: DPoPProof, _ target: TargetURI?) throws(TokenValidationError) {
        guard let target else {
            let detail = "the request has no usable host, or dot segments in its path"
            throw TokenValidationError(.dpopTargetMismatch, detail: detail)
        }
        guard let claimed = TargetURI(proof.uri) else {
            throw TokenValidationError(.dpopTargetMismatch, detail: "htu is not an http or https URI")
        }
        guard claimed == target else {
            let part = claimed.origin == target.origin ? "path" : "origin"
            throw TokenValidationError(.dpopTargetMismatch, detail: "htu has another \(part) than the request")
        }
    }

    /// Step 10: `nonce` is one that this server made not long ago.
    ///
    /// - Returns: A nonce that the client should use from now on, if the one that it used is about to run out.
    /// - Throws: ``TokenValidationError/Code/dpopNonceRequired``, with a nonce that would have been right.
    public func checkNonce(_ proof: DPoPProof, _ nonces: ServerNonces) throws(TokenValidationError) -> String? {
        let current = nonces.nonce(at: now)
        guard let nonce = proof.nonce else { throw .nonceRequired(current, "the proof has no nonce") }
        switch nonces.age(of: nonce, at: now) {
        case .current: return nil
        case .previous: return current
        case nil: throw .nonceRequired(current, "the nonce is too old, or none of ours")
        }
    }

    /// Step 11, the past: `iat` is not too long ago.
    ///
    /// - Throws: ``TokenValidationError/Code/dpopProofExpired``.
    public func checkAge(_ proof: DPoPProof) throws(TokenValidationError) {
        guard proof.issuedAt + policy.proofAge >= now else { throw TokenValidationError(.dpopProofExpired) }
    }

    /// Step 11, the future: `iat` is not further ahead than clocks are.
    ///
    /// - Throws: ``TokenValidationError/Code/dpopProofTooNew``.
    public func checkLeeway(_ proof: DPoPProof) throws(TokenValidationError) {
        guard proof.issuedAt <= now + policy.proofLeeway else { throw TokenValidationError(.dpopProofTooNew) }
    }

    /// Step 12, first half: `ath` is the hash of the access token.
    ///
    /// - Parameters:
    ///   - proof: The proof.
    ///   - token: The token as it was sent.
    /// - Throws: ``TokenValidationError/Code/dpopProofInvalid`` where there is no `ath`, else
    ///   ``TokenValidationError/Code/dpopTokenHashMismatch``.
    public func checkTokenHash(_ proof: DPoPProof, of token: String) throws(TokenValidationError) {
        guard let hash = proof.accessTokenHash else { throw DPoPProof.invalid("claim ath is missing") }
        guard hash.isSameText(as: Base64URL.encode(SHA256.digest(of: token.utf8.span))) else {
            throw TokenValidationError(.dpopTokenHashMismatch)
        }
    }

    /// Step 12, second half: the token is bound to the key of the proof.
    ///
    /// - Parameters:
    ///   - token: The token.
    ///   - thumbprint: That of the proof's key.
    /// - Throws: ``TokenValidationError/Code/dpopBindingMismatch``.
    public func checkBinding(of token: AccessToken, to thumbprint: String) throws(TokenValidationError) {
        guard case .keyThumbprint(let bound) = token.confirmation else {
            throw TokenValidationError(.dpopBindingMismatch, detail: "the token is bound to no key")
        }
        guard bound.isSameText(as: thumbprint) else {
            throw TokenValidationError(.dpopBindingMismatch, detail: "the token is bound to another key")
        }
    }
}

extension TokenValidationError {
    fileprivate static func nonceRequired(_ nonce: String, _ detail: String) -> TokenValidationError {
        TokenValidationError(.dpopNonceRequired, detail: detail, nonce: nonce)
    }
}

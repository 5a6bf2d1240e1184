import JOSE
import Synchronization

/// An issuer whose tokens are accepted: its policy and its keys.
final class Issuer: Sendable {
    let policy: IssuerPolicy
    let keys: IssuerKeys
    private let lastHeader = Mutex<JOSEHeader?>(nil)

    init(policy: IssuerPolicy, keys: IssuerKeys) {
        self.policy = policy
        self.keys = keys
    }

    /// A header equal to `header`, of which remembered tokens share one: an issuer writes the same into all its tokens.
    func shared(_ header: JOSEHeader) -> JOSEHeader {
        lastHeader.withLock { last in
            if let last, last == header { return last }
            last = header
            return header
        }
    }

    /// Verifies the signature with the issuer's own keys, and says which generation of them holds the key.
    ///
    /// - Throws: ``TokenValidationError/Code/keyNotFound``, ``TokenValidationError/Code/keysUnavailable``,
    ///   ``TokenValidationError/Code/invalidSignature``.
    func verify(_ jws: CompactJWS, _ algorithm: JWSAlgorithm) async throws(TokenValidationError) -> (
        VerifiedJWS, generation: UInt64
    ) {
        // A secret has no name of its own, whatever its issuer writes into its tokens.
        let keyID = algorithm.isSymmetric ? nil : jws.header.keyID
        let (candidates, generation) = try await candidates(keyID: keyID, algorithm)
        for key in candidates {
            if let verified = try? jws.verify(with: key, algorithm: algorithm) { return (verified, generation) }
        }
        throw TokenValidationError(.invalidSignature)
    }

    private func candidates(
        keyID: String?,
        _ algorithm: JWSAlgorithm
    ) async throws(TokenValidationError) -> ([JWK], generation: UInt64) {
        if let snapshot = keys.snapshot() {
            let candidates = snapshot.keys.candidates(keyID: keyID, algorithm: algorithm)
            if !candidates.isEmpty { return (candidates, snapshot.generation) }
        }
        let snapshot: KeySnapshot
        do { snapshot = try await keys.refreshed(for: keyID) } catch {
            throw TokenValidationError(.keysUnavailable, detail: error.reason, retryAfter: error.retryAfter)
        }
        let candidates = snapshot.keys.candidates(keyID: keyID, algorithm: algorithm)
        guard !candidates.isEmpty else { throw TokenValidationError(.keyNotFound) }
        return (candidates, snapshot.generation)
    }
}

import JOSE

/// An issuer whose tokens are accepted: its policy and its keys.
struct Issuer: Sendable {
    let policy: IssuerPolicy
    let keys: IssuerKeys

    /// Verifies the signature with the issuer's own keys.
    ///
    /// - Throws: ``TokenValidationError/Code/keyNotFound``, ``TokenValidationError/Code/keysUnavailable``,
    ///   ``TokenValidationError/Code/invalidSignature``.
    func verify(_ jws: CompactJWS, _ algorithm: JWSAlgorithm) async throws(TokenValidationError) -> VerifiedJWS {
        let candidates = try await candidates(keyID: jws.header.keyID, algorithm)
        for key in candidates {
            if let verified = try? jws.verify(with: key, algorithm: algorithm) { return verified }
        }
        throw TokenValidationError(.invalidSignature)
    }

    private func candidates(
        keyID: String?,
        _ algorithm: JWSAlgorithm
    ) async throws(TokenValidationError) -> [JWK] {
        if let candidates = keys.snapshot()?.keys.candidates(keyID: keyID, algorithm: algorithm), !candidates.isEmpty {
            return candidates
        }
        let snapshot: KeySnapshot
        do { snapshot = try await keys.refreshed(for: keyID) } catch {
            throw TokenValidationError(.keysUnavailable, detail: error.reason, retryAfter: error.retryAfter)
        }
        let candidates = snapshot.keys.candidates(keyID: keyID, algorithm: algorithm)
        guard !candidates.isEmpty else { throw TokenValidationError(.keyNotFound) }
        return candidates
    }
}

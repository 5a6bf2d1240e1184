import JOSE
import JWKS
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
    /// - Throws: ``TokenValidationError/keyNotFound``, ``TokenValidationError/keysUnavailable(detail:retryAfter:)``,
    ///   ``TokenValidationError/invalidSignature``.
    func verify(_ jws: CompactJWS, _ algorithm: JWSAlgorithm) async throws(TokenValidationError) -> UInt64 {
        // A secret has no name of its own, whatever its issuer writes into its tokens.
        let keyID = algorithm.isSymmetric ? nil : jws.header.keyID
        let known = try await candidates(keyID: keyID, algorithm)
        if Self.isSigned(jws, withOneOf: known.keys, algorithm) { return known.generation }
        guard keyID == nil else { throw .invalidSignature }
        // Of a token that names no key, only the issuer can tell whether the key is new or the signature wrong.
        let renewed = try await renewedCandidates(keyID: nil, algorithm)
        let tried = Set(known.keys.map(\.thumbprint))
        let untried = renewed.keys.filter { !tried.contains($0.thumbprint) }
        guard Self.isSigned(jws, withOneOf: untried, algorithm) else {
            throw .invalidSignature
        }
        return renewed.generation
    }

    private static func isSigned(_ jws: CompactJWS, withOneOf keys: [JWK], _ algorithm: JWSAlgorithm) -> Bool {
        keys.contains { (try? jws.verify(with: $0, algorithm: algorithm)) != nil }
    }

    private typealias Candidates = (keys: [JWK], generation: UInt64)

    private func candidates(keyID: String?, _ algorithm: JWSAlgorithm) async throws(TokenValidationError) -> Candidates
    {
        if let snapshot = keys.snapshot() {
            let candidates = snapshot.keys.candidates(keyID: keyID, algorithm: algorithm)
            if !candidates.isEmpty { return (candidates, snapshot.generation) }
        }
        let renewed = try await renewedCandidates(keyID: keyID, algorithm)
        guard !renewed.keys.isEmpty else { throw .keyNotFound }
        return renewed
    }

    /// The candidates after a look at the issuer, as often as it may be asked.
    private func renewedCandidates(
        keyID: String?,
        _ algorithm: JWSAlgorithm
    ) async throws(TokenValidationError) -> Candidates {
        do {
            let snapshot = try await keys.refreshed(for: keyID)
            return (snapshot.keys.candidates(keyID: keyID, algorithm: algorithm), snapshot.generation)
        } catch {
            throw .keysUnavailable(detail: error.reason, retryAfter: error.retryAfter)
        }
    }
}

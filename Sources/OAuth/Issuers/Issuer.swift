import JOSE
import JWKS
import Synchronization
import Text

/// An issuer whose tokens are accepted: its policy and its keys.
final class Issuer: Sendable {
    let policy: IssuerPolicy
    let keys: IssuerKeys
    let introspection: IssuerIntrospection
    private let lastHeader = Mutex<JOSEHeader?>(nil)
    private let lastAudiences = Mutex<[String]>([])
    private let lastScopes = Mutex<[String]>([])

    init(policy: IssuerPolicy, keys: IssuerKeys, introspection: TokenIntrospection = .none) {
        self.policy = policy
        self.keys = keys
        self.introspection = IssuerIntrospection(issuer: policy.issuer, introspection)
    }

    /// A header equal to `header`, of which remembered tokens share one: an issuer writes the same into all its tokens.
    func shared(_ header: JOSEHeader) -> JOSEHeader {
        lastHeader.withLock { last in
            if let last, last == header { return last }
            last = header
            return header
        }
    }

    /// The same claims, of which equal texts that an issuer writes into most of its tokens are in memory once: 0.4 kB less a token.
    func shared(_ claims: RegisteredClaims) -> RegisteredClaims {
        var claims = claims
        if claims.issuer.isSameText(as: policy.issuer) { claims.issuer = policy.issuer }
        if case .byOneClaim(let audiences) = claims.namedAudiences {
            claims.namedAudiences = .byOneClaim(Self.shared(audiences, lastAudiences))
        }
        claims.scopes = Self.shared(claims.scopes, lastScopes)
        return claims
    }

    private static func shared(_ texts: [String], _ last: borrowing Mutex<[String]>) -> [String] {
        last.withLock { last in
            // Not `==`, to which two spellings of an accent are the same.
            if last.elementsEqual(texts, by: { $0.isSameText(as: $1) }) { return last }
            last = texts
            return texts
        }
    }

    /// Verifies the signature with those of the issuer's own keys that are known, and says which of them it was.
    ///
    /// - Parameters:
    ///   - jws: The token.
    ///   - algorithm: What its signature is made with.
    ///   - tried: The keys that did not sign the token, where the issuer may have others.
    /// - Returns: `nil` when only the issuer can tell, who must be asked.
    /// - Throws: As ``verify(_:_:afterTrying:)``.
    func verifyAtOnce(
        _ jws: CompactJWS,
        _ algorithm: JWSAlgorithm,
        _ tried: inout [JWK]
    ) throws(TokenValidationError) -> VerifyingKey? {
        let keyID = Self.keyID(of: jws, algorithm)
        let known = try knownCandidates(keyID: keyID, algorithm)
        guard let known, !known.keys.isEmpty else { return nil }
        if let key = Self.key(of: jws, among: known, algorithm) { return key }
        guard keyID == nil else { throw .invalidSignature }
        tried = known.keys
        return nil
    }

    /// Verifies the signature with the issuer's own keys, after a look at the issuer.
    ///
    /// - Throws: ``TokenValidationError/keyNotFound``, ``TokenValidationError/keysUnavailable(detail:retryAfter:)``,
    ///   ``TokenValidationError/invalidSignature``.
    func verify(
        _ jws: CompactJWS,
        _ algorithm: JWSAlgorithm,
        afterTrying known: [JWK]
    ) async throws(TokenValidationError) -> VerifyingKey {
        let keyID = Self.keyID(of: jws, algorithm)
        var tried = known
        if tried.isEmpty {
            let asked = try await renewedCandidates(keyID: keyID, algorithm)
            guard !asked.keys.isEmpty else { throw .keyNotFound }
            if let key = Self.key(of: jws, among: asked, algorithm) { return key }
            guard keyID == nil else { throw .invalidSignature }
            tried = asked.keys
        }
        // Of a token that names no key, only the issuer can tell whether the key is new or the signature wrong.
        let renewed = try await renewedCandidates(keyID: nil, algorithm)
        let thumbprints = Set(tried.map(\.thumbprint))
        let untried = renewed.keys.filter { !thumbprints.contains($0.thumbprint) }
        guard let key = Self.key(of: jws, among: (untried, renewed.generation), algorithm) else {
            throw .invalidSignature
        }
        return key
    }

    /// A secret has no name of its own, whatever its issuer writes into its tokens.
    private static func keyID(of jws: CompactJWS, _ algorithm: JWSAlgorithm) -> String? {
        algorithm.isSymmetric ? nil : jws.header.keyID
    }

    private typealias Candidates = (keys: [JWK], generation: UInt64)

    private static func key(
        of jws: CompactJWS,
        among candidates: Candidates,
        _ algorithm: JWSAlgorithm
    ) -> VerifyingKey? {
        for key in candidates.keys where (try? jws.verify(with: key, algorithm: algorithm)) != nil {
            return VerifyingKey(keyID: jws.header.keyID ?? key.keyID, generation: candidates.generation)
        }
        return nil
    }

    /// Those of the keys that are known, or of a look at the issuer that need not be waited for.
    private func knownCandidates(
        keyID: String?,
        _ algorithm: JWSAlgorithm
    ) throws(TokenValidationError) -> Candidates? {
        if let snapshot = keys.snapshot() {
            let candidates = snapshot.keys.candidates(keyID: keyID, algorithm: algorithm)
            if !candidates.isEmpty { return (candidates, snapshot.generation) }
        }
        let asked: KeySnapshot?
        do { asked = try keys.refreshedAtOnce(for: keyID) } catch { throw Self.unavailable(error) }
        guard let asked else { return nil }
        let candidates = asked.keys.candidates(keyID: keyID, algorithm: algorithm)
        guard !candidates.isEmpty else { throw .keyNotFound }
        return (candidates, asked.generation)
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
            throw Self.unavailable(error)
        }
    }

    private static func unavailable(_ error: KeysUnavailable) -> TokenValidationError {
        .keysUnavailable(detail: error.reason, retryAfter: error.retryAfter)
    }
}

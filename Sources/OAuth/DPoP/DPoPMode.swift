/// Whether access tokens are taken with a proof of possession, without one, or in either way (RFC 9449 §7). It holds wherever
/// a token comes from: a cookie or a query names no scheme, and a token from there counts as presented with a proof if the
/// request has one.
///
/// A token that is bound to a key is never taken without a proof, in any mode.
public enum DPoPMode: String, Sendable, CaseIterable {
    /// Bearer tokens, and bound tokens with a proof.
    case allowed
    /// Bound tokens with a proof only.
    case required
    /// The same as ``allowed``, and of a request that ``required`` would refuse it is said so: the way to find out who would be
    /// shut out, before anybody is.
    case observe
    /// Bearer tokens only. Proofs are not looked at.
    case disabled

    /// Whether a token is taken in the way in which it is presented. Nothing about the token matters, so this comes first.
    ///
    /// - Throws: ``TokenValidationError/bearerNotAllowed`` or ``TokenValidationError/dpopNotAllowed``.
    public func checkPresentation(withProof isWithProof: Bool) throws(TokenValidationError) {
        switch (self, isWithProof) {
        case (.required, false): throw .bearerNotAllowed
        case (.disabled, true): throw .dpopNotAllowed
        case (.allowed, _), (.observe, _), (.required, true), (.disabled, false): return
        }
    }

    /// Why ``required`` would refuse a token that is presented in this way, where that is ``observe``d only; otherwise `nil`.
    package func observed(withProof isWithProof: Bool) -> TokenValidationError? {
        self == .observe && !isWithProof ? .bearerNotAllowed : nil
    }

    /// Whether a token that is bound like this may come without a proof (RFC 9449 §7.2).
    ///
    /// - Throws: ``TokenValidationError/dpopBindingMismatch(detail:)`` for one that is bound to a key.
    public static func checkUnproven(_ confirmation: Confirmation?) throws(TokenValidationError) {
        guard confirmation?.keyThumbprint == nil else {
            throw .dpopBindingMismatch(detail: "the token is bound to a key, and came without a proof")
        }
    }
}

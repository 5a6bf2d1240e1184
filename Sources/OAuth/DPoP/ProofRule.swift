/// Whether a server takes access tokens with a proof of possession, without one, or in either way (RFC 9449 §7).
///
/// A token that is bound to a key is never taken without a proof, whatever the rule.
public enum ProofRule: String, Sendable, CaseIterable {
    /// Bearer tokens, and bound tokens with a proof.
    case allowed
    /// Bound tokens with a proof alone.
    case required
    /// Bearer tokens alone.
    case disabled

    /// Whether a token is taken in the way in which it is presented. Nothing about the token matters, so this comes first.
    ///
    /// - Throws: ``TokenValidationError/Code/bearerNotAllowed`` or ``TokenValidationError/Code/dpopNotAllowed``.
    public func checkPresentation(withProof isWithProof: Bool) throws(TokenValidationError) {
        switch (self, isWithProof) {
        case (.required, false): throw TokenValidationError(.bearerNotAllowed)
        case (.disabled, true): throw TokenValidationError(.dpopNotAllowed)
        case (.allowed, _), (.required, true), (.disabled, false): return
        }
    }

    /// Whether a good token that came without a proof may do so (RFC 9449 §7.2).
    ///
    /// - Throws: ``TokenValidationError/Code/dpopBindingMismatch`` for one that is bound to a key.
    public static func checkUnproven(_ token: AccessToken) throws(TokenValidationError) {
        guard token.confirmation != nil else { return }
        var error = TokenValidationError(
            .dpopBindingMismatch,
            detail: "the token is bound to a key, and came without a proof"
        )
        error.identity = token.identity
        throw error
    }
}

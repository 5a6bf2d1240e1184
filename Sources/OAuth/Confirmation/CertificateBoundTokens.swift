import Text

/// Whether tokens are taken that are bound to a client certificate (RFC 8705 §3), or only such.
///
/// A token that is bound to a certificate is never taken without it, in any mode.
public enum CertificateBoundTokens: String, Sendable, CaseIterable {
    /// Those, and tokens that are bound to no certificate.
    case allowed
    /// Only those.
    case required
    /// None of those.
    case disabled

    /// Whether a token that is bound like this may come over the connection of this certificate.
    ///
    /// - Parameters:
    ///   - confirmation: What the token is bound to.
    ///   - certificate: The certificate of the connection; asked for only where that matters.
    /// - Throws: ``TokenValidationError/certificateBindingMismatch(detail:)``.
    public func check(
        _ confirmation: Confirmation?,
        presentedWith certificate: () -> ClientCertificate?
    ) throws(TokenValidationError) {
        guard let bound = confirmation?.certificateThumbprint else {
            guard self != .required else { throw Self.refused("the token is bound to no client certificate") }
            return
        }
        guard self != .disabled else {
            throw Self.refused("tokens that are bound to a client certificate are not taken")
        }
        guard let certificate = certificate() else { throw Self.refused("the connection has no client certificate") }
        guard let thumbprint = certificate.thumbprint else {
            throw Self.refused("the client certificate of the connection cannot be read")
        }
        guard bound.isSameText(as: thumbprint) else {
            throw Self.refused("the token is bound to another client certificate")
        }
    }

    private static func refused(_ detail: String) -> TokenValidationError {
        .certificateBindingMismatch(detail: detail)
    }
}

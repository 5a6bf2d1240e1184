/// What is to be explained of a connection's client certificate (RFC 8705), and how it matters.
public struct CertificateToExplain: Sendable {
    /// That of the connection; `nil` for one without.
    public let certificate: ClientCertificate?
    /// Whether tokens are bound to one.
    public let mode: CertificateBoundTokens

    /// A certificate with what judges it.
    public init(_ certificate: ClientCertificate?, under mode: CertificateBoundTokens) {
        self.certificate = certificate
        self.mode = mode
    }
}

extension TokenExplanation {
    /// Whether the connection has the certificate to which the token is bound. Where nobody asks for one there is nothing to tell.
    mutating func explain(_ subject: CertificateToExplain, _ claims: RegisteredClaims?) {
        let name = "client certificate"
        guard let claims else {
            if subject.mode == .required { skip([name], because: "the token's claims cannot be judged") }
            return
        }
        let bound = claims.confirmation?.certificateThumbprint
        guard bound != nil || subject.mode == .required else { return }
        let connection = subject.certificate.map { $0.thumbprint ?? "one that cannot be read" } ?? "none"
        let finding =
            "the token is bound to \(bound ?? "none"); the connection has \(connection); such tokens are \(subject.mode)"
        run(name, finding: finding) { () throws(TokenValidationError) in
            try subject.mode.check(claims.confirmation) { subject.certificate }
        }
        guard bound != nil, subject.mode != .disabled, subject.certificate == nil else { return }
        hints.append(
            "This token is bound to a client certificate (RFC 8705): the client has to open its connection with that certificate, and"
                + " nginx has to ask for one (ssl_verify_client optional_no_ca) and to pass it on (CLIENT_CERTIFICATE in bearerd_params)."
        )
    }
}

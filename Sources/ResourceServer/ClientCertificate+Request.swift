package import HTTP
package import OAuth

extension ClientCertificate {
    /// The certificate of a request's connection, in a meta-variable that no client can write (RFC 8705 §3); `nil` for a
    /// connection without one.
    package init?(of request: Request) {
        guard let pem = request.metaVariable("CLIENT_CERTIFICATE"), !pem.isEmpty else { return nil }
        self.init(pem: pem)
    }
}

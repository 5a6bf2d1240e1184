public import URI

/// How documents of one issuer are fetched: what an operator has said of the way to it.
public struct FetchOptions: Sendable, Hashable {
    /// A PEM file with the certificate authorities to trust; `nil` for the system's.
    public var certificateAuthorities: String?
    /// The HTTP proxy that is asked to `CONNECT` (RFC 9110 §9.3.6); `nil` to connect from here.
    ///
    /// It is told only host and port, and sees only what it passes on. What is of this machine never goes through it.
    public var proxy: HostAndPort?
    /// What is connected to in the place of these origins. Certificates are still for the host of the URL.
    public var connectTo: [HTTPOrigin: HostAndPort] = [:]
    /// Field lines for requests to these origins, and to no other.
    public var headers: [HTTPOrigin: [RequestHeader]] = [:]
    /// Hosts, in lower case and without a port, whose URLs may be `http` though they are elsewhere.
    public var httpHosts: Set<String> = []
    /// What names resolve to, ahead of the system's resolver, as `HOST:PORT:ADDRESS`: tests have no names of their own.
    var resolutions: [String] = []

    /// Straight to what a URL names, with the system's certificate authorities.
    public init() {}

    /// The same, with these certificate authorities.
    public init(certificateAuthorities: String?) {
        self.certificateAuthorities = certificateAuthorities
    }
}

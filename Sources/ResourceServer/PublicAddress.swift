public import HTTP
import OAuth
public import URI

/// Where clients reach the server: what stands before the path of a request in its target URI (RFC 9110 §7.1).
public struct PublicAddress: Sendable {
    /// The origin that clients use. Without one it is made of what the web server says, of which the host is the client's
    /// word: a web server that answers for any host makes a proof good that was made for another server's name.
    public var origin: HTTPOrigin?
    /// What a proxy takes off the front of the path; empty, or with a slash at its front and none at its end.
    public var pathPrefix: String

    /// An address.
    public init(origin: HTTPOrigin? = nil, pathPrefix: String = "") {
        self.origin = origin
        self.pathPrefix = pathPrefix
    }

    /// The address of an origin as it is written, `https://api.example.com`; `nil` where the text is none.
    ///
    /// - Parameters:
    ///   - origin: The scheme and the host, and the port if it is another than the scheme's own.
    ///   - pathPrefix: What a proxy takes off the front of the path.
    public init?(_ origin: String, pathPrefix: String = "") {
        guard let origin = HTTPOrigin(origin) else { return nil }
        self.init(origin: origin, pathPrefix: pathPrefix)
    }

    /// The target of a request; `nil` if there is no telling it.
    public func target(of request: Request) -> TargetURI? {
        guard request.isInOriginForm, let origin = origin ?? Self.origin(of: request) else {
            return nil
        }
        return TargetURI(origin: origin, path: pathPrefix + request.path)
    }

    /// `REQUEST_SCHEME`, and the host as the web server passes it: without a port where that is lost, such as in nginx's
    /// `$host`, the port is the one that the web server listens on.
    private static func origin(of request: Request) -> HTTPOrigin? {
        guard let scheme = request.metaVariable("REQUEST_SCHEME"), let host = request.metaVariable("HTTP_HOST") else {
            return nil
        }
        let port = request.metaVariable("SERVER_PORT").flatMap { UInt16($0) }
        return HTTPOrigin(scheme: scheme, authority: host, defaultPort: port)
    }
}

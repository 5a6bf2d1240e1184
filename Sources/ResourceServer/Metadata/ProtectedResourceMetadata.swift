public import HTTP
import HTTPTypes
import JOSE
public import OAuth
import Text
import URI

/// Tells clients whose tokens are accepted, and how: OAuth 2.0 Protected Resource Metadata (RFC 9728).
///
/// The document of the origin is at `/.well-known/oauth-protected-resource`; that of a resource with a path is at the same
/// place with the path behind it (RFC 9728 §3). They differ in their `resource` and in the scopes that are asked for there: the
/// document of the origin names those of the routes behind a ``ResourceServer`` of its own, that of
/// ``ResourceServer/resource(_:audiences:)`` those of the routes there.
public struct ProtectedResourceMetadata: ImmediateMiddleware {
    /// The place of the document of the origin.
    public static let wellKnownPath = "/.well-known/oauth-protected-resource"

    private let address: PublicAddress
    private let origin: HTTPOrigin
    private let members: JSONObject
    private let scopes = SupportedScopes()

    /// Metadata; `nil` without an origin that clients use, which is the one thing that cannot be left out.
    ///
    /// - Parameters:
    ///   - address: Where clients reach the server.
    ///   - authorizationServers: The issuers.
    ///   - sources: Where tokens may stand; a cookie is none of the places that clients can be told of.
    ///   - dpop: Whether proofs of possession are taken.
    ///   - proofs: What they must be like.
    ///   - certificates: Whether tokens are bound to client certificates. The document says so only where they have to be:
    ///     whether a web server asks for certificates where they may be is not known.
    public init?(
        address: PublicAddress,
        authorizationServers: [String],
        sources: [TokenSource],
        dpop: DPoPMode,
        proofs: DPoPPolicy = DPoPPolicy(),
        certificates: CertificateBoundTokens = .allowed
    ) {
        guard let origin = address.origin else { return nil }
        self.address = address
        self.origin = origin
        var members: JSONObject = [:]
        // RFC 9728 §3.2: an empty list is left out.
        func add(_ name: String, _ values: [String]) {
            if !values.isEmpty { members[name] = .array(values.map { .string($0) }) }
        }
        add("authorization_servers", authorizationServers)
        var methods: [String] = []
        for source in sources {
            switch source {
            case .header: methods.append("header")
            case .query: if !methods.contains("query") { methods.append("query") }
            case .cookie: break
            }
        }
        add("bearer_methods_supported", methods)
        add("dpop_signing_alg_values_supported", dpop == .disabled ? [] : proofs.algorithms.map(\.name))
        if dpop == .required { members["dpop_bound_access_tokens_required"] = true }
        if certificates == .required { members["tls_client_certificate_bound_access_tokens"] = true }
        self.members = members
    }

    /// The address of the document about the whole server, for challenges (RFC 9728 §5.1).
    public var url: String { "\(origin)\(Self.wellKnownPath)\(address.pathPrefix)" }

    /// The resource at a path of the server, as requests have it; `nil` for what is no path of one.
    func resource(_ path: String) -> ProtectedResource? {
        ProtectedResource(path, at: address)
    }

    /// Has the document of a resource name scopes, that of the origin without one.
    func name(_ scopes: [String], of resource: ProtectedResource?) {
        self.scopes.add(scopes, to: resource?.publicPath ?? address.pathPrefix)
    }

    /// The document where it is asked for.
    public func answer(to request: Request) -> Response? {
        guard let path = Self.resourcePath(in: request.path) else { return nil }
        switch request.method {
        case .get, .head: return document(of: path.isEmpty ? address.pathPrefix[...] : path)
        case .options: return Response(status: .noContent, headerFields: [.allow: Self.allowed])
        default:
            var response = Response.methodNotAllowed
            response.headerFields[.allow] = Self.allowed
            return response
        }
    }

    private static let allowed = "GET, HEAD, OPTIONS"

    private func document(of path: Substring) -> Response {
        var document: JSONObject = ["resource": .string("\(origin)\(path)")]
        for name in members.names { document[name] = members[name] }
        let scopes = scopes.scopes(of: String(path))
        if !scopes.isEmpty { document["scopes_supported"] = .array(scopes.map { .string($0) }) }
        var response = Response(json: document.encoded())
        response.headerFields[.cacheControl] = "max-age=300"
        return response
    }

    /// What stands behind the well-known place: nothing, or a path. `nil` for every other request, of which nothing is written.
    private static func resourcePath(in path: String) -> Substring? {
        guard path.utf8.starts(with: wellKnownPath.utf8) else { return nil }
        let rest = Substring(path.utf8.dropFirst(wellKnownPath.utf8.count))
        return rest.isEmpty || ResourcePath.isPath(rest.utf8) ? rest : nil
    }
}

public import HTTP
import HTTPTypes
import JOSE
public import OAuth
import Text
import URI

/// Tells clients whose tokens are accepted, and how: OAuth 2.0 Protected Resource Metadata (RFC 9728).
///
/// The document of the origin is at `/.well-known/oauth-protected-resource`; that of a resource with a path is at the same
/// place with the path behind it (RFC 9728 §3), as all of them are protected alike.
public struct ProtectedResourceMetadata: ImmediateMiddleware {
    /// The place of the document of the origin.
    public static let wellKnownPath = "/.well-known/oauth-protected-resource"
    /// The longest path of a resource, in bytes.
    private static let longestPath = 512

    private let address: PublicAddress
    private let origin: HTTPOrigin
    private let members: JSONObject

    /// Metadata; `nil` without an origin that clients use, which is the one thing that cannot be left out.
    ///
    /// - Parameters:
    ///   - address: Where clients reach the server.
    ///   - authorizationServers: The issuers.
    ///   - sources: Where tokens may stand; a cookie is none of the places that clients can be told of.
    ///   - dpop: Whether proofs of possession are taken.
    ///   - proofs: What they must be like.
    public init?(
        address: PublicAddress,
        authorizationServers: [String],
        sources: [TokenSource],
        dpop: DPoPMode,
        proofs: DPoPPolicy = DPoPPolicy()
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
        self.members = members
    }

    /// The address of the document about the whole server, for challenges (RFC 9728 §5.1).
    public var url: String { "\(origin)\(Self.wellKnownPath)\(address.pathPrefix)" }

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
        var response = Response(json: document.encoded())
        response.headerFields[.cacheControl] = "max-age=300"
        return response
    }

    /// What stands behind the well-known place; `nil` for every other path.
    private static func resourcePath(in path: String) -> Substring? {
        guard path.utf8.starts(with: wellKnownPath.utf8) else { return nil }
        let rest = Substring(path.utf8.dropFirst(wellKnownPath.utf8.count))
        return isPath(rest) ? rest : nil
    }

    /// Nothing, or segments of unreserved characters (RFC 3986 §2.3) without dot segments: no more is ever written of it.
    private static func isPath(_ path: Substring) -> Bool {
        guard !path.isEmpty else { return true }
        guard path.utf8.count <= longestPath, path.utf8.first == UInt8(ascii: "/") else { return false }
        return path.utf8.allSatisfy { $0.isUnreserved || $0 == UInt8(ascii: "/") }
            && path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).dropLast().allSatisfy {
                !$0.isEmpty
            }
            && !path.split(separator: "/").contains { $0 == "." || $0 == ".." }
    }
}

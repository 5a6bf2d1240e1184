import Text

/// What may be fetched for an issuer, and where its metadata stands, as far as an operator says so.
public struct RetrievalRules: Sendable, Hashable {
    /// A kind of metadata that an issuer publishes.
    public enum Metadata: String, Sendable, Hashable, CaseIterable {
        /// That of an OpenID provider (OpenID Connect Discovery 1.0 §4).
        case oidc
        /// That of an authorization server (RFC 8414).
        case oauth
    }

    /// The one kind that is looked for; `nil` for the first that is there, ``Metadata/oidc`` before ``Metadata/oauth``.
    public var metadata: Metadata?
    /// Hosts, in lower case and without a port, that may be fetched from over plain `http`, and at private addresses.
    public var httpHosts: Set<String>

    /// Rules; without any, every kind of metadata is looked for, and `http` is for loopback hosts.
    public init(metadata: Metadata? = nil, httpHosts: Set<String> = []) {
        self.metadata = metadata
        self.httpHosts = httpHosts
    }

    /// Tells keys that are found in other ways apart; empty where nothing is said.
    var identity: String {
        let kind = metadata.map { " \($0.rawValue)" } ?? ""
        return httpHosts.isEmpty ? kind : "\(kind) http \(httpHosts.sorted().joined(separator: ","))"
    }
}

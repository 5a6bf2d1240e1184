public import JOSE

/// Where the keys of an issuer come from.
public enum KeySource: Sendable {
    /// The issuer's metadata names its JWK Set (OpenID Connect Discovery 1.0 §4, RFC 8414 §2).
    case discovery
    /// The JWK Set at this URL: https, or http of a loopback host or of one of ``RetrievalRules/httpHosts``.
    case jwksURI(String)
    /// The JWK Set in this file, of at most 1 MiB, which is read anew at each refresh.
    case jwksFile(path: String)
    /// These keys, for good.
    case fixed(JWKSet)
}

extension KeySource {
    /// Tells sources apart, in the registry and on disk; `nil` for keys that come from nowhere.
    var identity: String? {
        switch self {
        case .discovery: "discovery"
        case .jwksURI(let text): "jwks_uri \(text)"
        case .jwksFile(let path): "jwks_file \(path)"
        case .fixed: nil
        }
    }

    /// Whether the keys come over the network, so that a copy on disk is worth having.
    var isRemote: Bool {
        switch self {
        case .discovery, .jwksURI: true
        case .jwksFile, .fixed: false
        }
    }
}

/// A part of a server that is a protected resource of its own (RFC 9728): tokens are for its address (RFC 8707), and its
/// challenges name a document of its own.
package struct ProtectedResource: Sendable {
    /// Its address, which is the audience of its tokens.
    package let identifier: String
    /// The address of its document (RFC 9728 §3.1).
    let metadataURL: String
    /// The path of its address, by which its scopes are found.
    let publicPath: String

    /// The resource at a path, as requests have it; `nil` for what is no path of one, and where the origin is not known.
    package init?(_ path: String, at address: PublicAddress) {
        guard let origin = address.origin,
            let path = ResourcePath(path).flatMap({ ResourcePath(address.pathPrefix + $0.text) })
        else { return nil }
        identifier = "\(origin)\(path.text)"
        metadataURL = "\(origin)\(ProtectedResourceMetadata.wellKnownPath)\(path.text)"
        publicPath = path.text
    }

    /// Whom tokens for it are for: its address, or one of these names by which issuers know it instead.
    package func acceptedAudience(_ names: [String] = []) -> AcceptedAudience {
        .oneOf(names.isEmpty ? [identifier] : names)
    }
}

/// A part of a server that is a protected resource of its own (RFC 9728): tokens are for its address (RFC 8707), and its
/// challenges name a document of its own.
struct ProtectedResource: Sendable {
    /// Its address, which is the audience of its tokens.
    let identifier: String
    /// The address of its document (RFC 9728 §3.1).
    let metadataURL: String
    /// The path of its address, by which its scopes are found.
    let publicPath: String
}

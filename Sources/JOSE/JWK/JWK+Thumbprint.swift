extension JWK {
    /// The thumbprint that a public key would have, without making the key: what it costs is one hash, whatever the key is.
    ///
    /// - Parameter object: The JWK. Nothing but the members that the thumbprint is made of is looked at.
    /// - Returns: The thumbprint (RFC 7638, SHA-256, base64url).
    /// - Throws: ``JWKError`` for a key of an unknown kind, a symmetric one, or one without a member that it must have.
    public static func thumbprint(of object: JSONObject) throws(JWKError) -> String {
        let members = JWKMembers(object)
        let type = try members.keyType()
        guard type != .octets else { throw .symmetric }
        return try members.thumbprint(of: type)
    }
}

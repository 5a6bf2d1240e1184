extension AccessTokenValidator {
    /// Judges a logout token, which an issuer sends when a session has ended (OpenID Connect Back-Channel Logout 1.0 §2.6).
    ///
    /// It suspends only while the keys that it needs are being fetched. Whether it came before is for the caller to know.
    /// - Parameters:
    ///   - text: The token as it was sent.
    ///   - now: The time to judge it by.
    /// - Returns: The token, which may now be believed.
    /// - Throws: The reason for which it is refused.
    public func logout(_ text: String, at now: NumericDate) async throws(TokenValidationError) -> LogoutToken {
        let token = try UnverifiedToken.read(text, maxBytes: maxTokenBytes)
        var origin = TokenOrigin(token, among: issuers)
        try await LogoutRules.ofOrigin.judge(&origin)
        guard let issuer = origin.issuer, origin.key != nil else { throw .invalidSignature }
        return try LogoutToken(token, from: issuer, at: now)
    }
}

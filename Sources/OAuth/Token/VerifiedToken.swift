import JOSE

/// A token of an issuer that is accepted, signed with a key of that issuer. What it says is still to be judged.
///
/// Only ``UnverifiedToken/verified(among:)`` makes one.
struct VerifiedToken: Sendable {
    let token: UnverifiedToken
    let issuer: Issuer
    /// What verified the signature.
    let key: VerifyingKey

    /// Of an origin for which every rule holds.
    fileprivate init(_ origin: TokenOrigin) throws(TokenValidationError) {
        guard let issuer = origin.issuer, let key = origin.key else { throw .invalidSignature }
        token = origin.token
        self.issuer = issuer
        self.key = key
    }
}

extension UnverifiedToken {
    /// The token, if every rule about where it is from holds.
    ///
    /// It suspends only while its issuer or the keys that it needs are being asked for.
    /// - Throws: The first of ``TokenRules/ofOrigin`` that does not hold.
    func verified(among issuers: IssuerDirectory) async throws(TokenValidationError) -> VerifiedToken {
        var origin = TokenOrigin(self, among: issuers)
        try await TokenRules.ofOrigin.judge(&origin)
        return try VerifiedToken(origin)
    }

    /// The same without waiting; `nil` when its issuer or keys have to be asked for.
    func verifiedAtOnce(among issuers: IssuerDirectory) throws(TokenValidationError) -> VerifiedToken? {
        var origin = TokenOrigin(self, among: issuers)
        guard try TokenRules.ofOrigin.judgeAtOnce(&origin) else { return nil }
        return try VerifiedToken(origin)
    }
}

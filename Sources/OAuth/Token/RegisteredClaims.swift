import JOSE
import Text

/// The claims that the rules know, each with its type checked.
struct RegisteredClaims: Sendable {
    /// Those and all others, as the one parse of the payload found them.
    private(set) var all: JSONObject
    let issuer: String
    let subject: String?
    let clientID: String?
    let audiences: [String]
    let expiresAt: NumericDate
    let notBefore: NumericDate?
    let issuedAt: NumericDate?
    let tokenID: String?
    let scopes: [String]
    let permissions: [String]
    let confirmation: Confirmation?

    /// Reads the claims of a token.
    ///
    /// - Parameters:
    ///   - claims: All of them.
    ///   - audiences: What `aud` says, where it was read already.
    /// - Throws: ``TokenValidationError/invalidClaims(detail:)``, with the claim in its detail.
    init(_ claims: JSONObject, audiences: [String]? = nil) throws(TokenValidationError) {
        all = claims
        issuer = try Self.string("iss", in: claims) ?? ""
        subject = try Self.string("sub", in: claims)
        let authorizedParty = try Self.string("azp", in: claims)
        clientID = try Self.string("client_id", in: claims) ?? authorizedParty
        self.audiences = audiences ?? claims.strings("aud") ?? []
        guard let expiresAt = try Self.date("exp", in: claims) else { throw Self.refused("exp", "is missing") }
        self.expiresAt = expiresAt
        notBefore = try Self.date("nbf", in: claims)
        issuedAt = try Self.date("iat", in: claims)
        tokenID = try Self.string("jti", in: claims)
        scopes = try Self.scopes(in: claims)
        permissions = try Self.permissions(in: claims)
        confirmation = try Self.confirmation(in: claims)
    }

    private static func refused(_ claim: String, _ fault: String) -> TokenValidationError {
        .invalidClaims(detail: "claim \(claim) \(fault)")
    }

    private static func string(_ name: String, in claims: JSONObject) throws(TokenValidationError) -> String? {
        if let string = claims.single(name)?.stringValue { return string }
        guard !claims.contains(name) else { throw refused(name, "is not a string") }
        return nil
    }

    private static func date(_ name: String, in claims: JSONObject) throws(TokenValidationError) -> NumericDate? {
        if let date = claims.single(name).flatMap(NumericDate.init(claim:)) { return date }
        guard !claims.contains(name) else { throw refused(name, "is not a NumericDate") }
        return nil
    }

    /// `scope-token *( SP scope-token )` (RFC 6749 §3.3); an empty string is no scope at all, as some issuers write it.
    private static func scopes(in claims: JSONObject) throws(TokenValidationError) -> [String] {
        guard let text = try string("scope", in: claims), !text.isEmpty else { return [] }
        let words = Array(text.utf8).split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isScopeCharacter) }) else {
            throw refused("scope", "is not a list of scopes separated by single spaces")
        }
        return words.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func permissions(in claims: JSONObject) throws(TokenValidationError) -> [String] {
        guard claims.contains("permissions") else { return [] }
        guard claims.single("permissions") == nil, let permissions = claims.strings("permissions") else {
            throw refused("permissions", "is not an array of strings")
        }
        return permissions
    }

    private static func confirmation(in claims: JSONObject) throws(TokenValidationError) -> Confirmation? {
        guard claims.contains("cnf") else { return nil }
        guard let confirmation = claims.single("cnf").flatMap(Confirmation.init) else {
            throw refused("cnf", "is malformed, or binds the token to something that is not checked here")
        }
        return confirmation
    }
}

extension RegisteredClaims {
    /// The same in less memory, to be kept for long.
    var compacted: RegisteredClaims {
        var claims = self
        claims.all = all.compacted
        return claims
    }

    /// `roles` (RFC 9068 §2.2.3.1); empty if it is not there or not an array of strings.
    var roles: [String] {
        all.single("roles") == nil ? all.strings("roles") ?? [] : []
    }

    /// A member of `permissions`.
    func has(permission: String) -> Bool {
        permissions.contains(where: permission.isSameText)
    }

    /// A word of `scope` or a member of `permissions`.
    func has(scope: String) -> Bool {
        scopes.contains(where: scope.isSameText) || has(permission: scope)
    }

    /// The moments at which the times, which are right now, are right.
    func validity(withTolerance skew: Duration) -> Range<NumericDate> {
        let start = [notBefore, issuedAt].compactMap { $0 }.max().map { $0 - skew }
        let end = expiresAt + skew
        return min(start ?? NumericDate(secondsSinceEpoch: -.infinity), end)..<end
    }
}

import JOSE
import Text

/// The claims that the rules know, each with its type checked.
struct RegisteredClaims: Sendable {
    /// Those and all others, as the one parse of the payload found them.
    private(set) var all: JSONObject
    var issuer: String
    let subject: String?
    let clientID: String?
    var namedAudiences: NamedAudiences
    let expiresAt: NumericDate
    let notBefore: NumericDate?
    let issuedAt: NumericDate?
    let tokenID: String?
    var scopes: [String]
    let roles: [String]
    let confirmation: Confirmation?

    /// Reads the claims of a token.
    ///
    /// - Parameters:
    ///   - claims: All of them.
    ///   - audiences: Whom it is for, where that was read already.
    ///   - policy: Says where scopes and roles stand; without one, where they do by default.
    ///   - end: When claims without `exp` end, of which there are none without it.
    /// - Throws: ``TokenValidationError/invalidClaims(detail:)``, with the claim in its detail.
    init(
        _ claims: JSONObject,
        audiences: NamedAudiences? = nil,
        by policy: IssuerPolicy? = nil,
        withoutExpiryUntil end: NumericDate? = nil
    ) throws(TokenValidationError) {
        try self.init(
            claims,
            audiences: audiences,
            scopesAt: policy?.scopeClaims ?? ClaimPath.standardScopes,
            rolesAt: policy?.roleClaims ?? ClaimPath.standardRoles,
            withoutExpiryUntil: end
        )
    }

    /// The same with no more of the policy than is needed: a copy of it all costs more than to read some claims.
    init(
        _ claims: JSONObject,
        audiences: NamedAudiences?,
        scopesAt scopePaths: [ClaimPath],
        rolesAt rolePaths: [ClaimPath],
        withoutExpiryUntil end: NumericDate?
    ) throws(TokenValidationError) {
        all = claims
        issuer = try Self.string("iss", in: claims) ?? ""
        subject = try Self.string("sub", in: claims)
        let authorizedParty = try Self.string("azp", in: claims)
        clientID = try Self.string("client_id", in: claims) ?? authorizedParty
        namedAudiences = audiences ?? .byOneClaim(claims.strings("aud") ?? [])
        guard let expiresAt = try Self.date("exp", in: claims) ?? end else { throw Self.refused("exp", "is missing") }
        self.expiresAt = expiresAt
        notBefore = try Self.date("nbf", in: claims)
        issuedAt = try Self.date("iat", in: claims)
        tokenID = try Self.string("jti", in: claims)
        scopes = try Self.scopes(at: scopePaths, in: claims)
        roles = Self.roles(at: rolePaths, in: claims)
        confirmation = try Self.confirmation(in: claims)
    }

    private static func refused(_ claim: String, _ fault: String) -> TokenValidationError {
        .invalidClaims(detail: "claim \(claim) \(fault)")
    }

    private static func string(_ name: String, in claims: JSONObject) throws(TokenValidationError) -> String? {
        switch claims.look(name) {
        case .absent, .single(.null): return nil
        case .single(.string(let string)): return string
        default: throw refused(name, "is not a string")
        }
    }

    private static func date(_ name: String, in claims: JSONObject) throws(TokenValidationError) -> NumericDate? {
        switch claims.look(name) {
        case .absent, .single(.null): return nil
        case .single(let value):
            if let date = NumericDate(claim: value) { return date }
        case .array: break
        }
        throw refused(name, "is not a NumericDate")
    }

    /// Of every claim that there is, what was not among those before it.
    private static func scopes(
        at paths: [ClaimPath],
        in claims: JSONObject
    ) throws(TokenValidationError) -> [String] {
        var found: [String] = []
        for path in paths { add(try scopes(at: path, in: claims), to: &found) }
        return found
    }

    private static func scopes(at path: ClaimPath, in claims: JSONObject) throws(TokenValidationError) -> [String] {
        switch claims.read(path) {
        case .absent: return []
        case .texts(let scopes): return scopes
        case .text(let text):
            guard let words = scopeTokens(text) else {
                throw refused("\(path)", "is not a list of scopes separated by single spaces")
            }
            return words
        case .other: throw refused("\(path)", "is neither a string nor an array of strings")
        }
    }

    /// `scope-token *( SP scope-token )` (RFC 6749 §3.3); an empty string is no scope at all, as some issuers write it.
    private static func scopeTokens(_ text: String) -> [String]? {
        guard !text.isEmpty else { return [] }
        let bytes = Array(text.utf8)
        var words: [String] = []
        words.reserveCapacity(usualScopes)
        var start = 0
        for index in bytes.indices where !bytes[index].isScopeCharacter {
            guard bytes[index] == UInt8(ascii: " "), index > start else { return nil }
            words.append(String(decoding: bytes[start..<index], as: UTF8.self))
            start = index + 1
        }
        guard start < bytes.count else { return nil }
        words.append(String(decoding: bytes[start...], as: UTF8.self))
        return words
    }

    /// Room that most tokens need, made at once.
    private static let usualScopes = 4

    /// What is neither a string nor an array of strings is no role, and refuses only where one is needed: RFC 9068 §2.2.3.1
    /// leaves open what roles look like.
    private static func roles(at paths: [ClaimPath], in claims: JSONObject) -> [String] {
        var roles: [String] = []
        for path in paths { add(claims.read(path).strings ?? [], to: &roles) }
        return roles
    }

    private static let mostComparisons = 64

    /// Nearly always there is one list. A stranger may have written the others, so that each text costs the same.
    private static func add(_ more: [String], to texts: inout [String]) {
        guard !texts.isEmpty, !more.isEmpty else {
            if texts.isEmpty { texts = more }
            return
        }
        // A few are compared with each other in half the time that it takes to hash them.
        guard texts.count * more.count > mostComparisons else {
            let known = texts.count
            for text in more where !texts[..<known].contains(where: { $0.isSameText(as: text) }) { texts.append(text) }
            return
        }
        let known = Set(texts.map { ExactText($0) })
        texts += more.filter { !known.contains(ExactText($0)) }
    }

    private static func confirmation(in claims: JSONObject) throws(TokenValidationError) -> Confirmation? {
        switch claims.look("cnf") {
        case .absent: return nil
        case .single(let value):
            if let confirmation = Confirmation(value) { return confirmation }
        case .array: break
        }
        throw refused("cnf", "is malformed, or binds the token to something that is not checked here")
    }
}

extension RegisteredClaims {
    /// The same in less memory, to be kept for long.
    var compacted: RegisteredClaims {
        var claims = self
        claims.all = all.compacted
        return claims
    }

    /// Whom the token says that it is for.
    var audiences: [String] { namedAudiences.all }

    /// `permissions`; empty if it is no array of strings.
    var permissions: [String] {
        if case .texts(let permissions) = all.read(ClaimPath(claim: "permissions")) { permissions } else { [] }
    }

    /// A member of `permissions`.
    func has(permission: String) -> Bool {
        permissions.contains(where: permission.isSameText)
    }

    /// A scope of the claims that they are taken from.
    func has(scope: String) -> Bool {
        scopes.contains(where: scope.isSameText)
    }

    /// The moments at which the times, which are right now, are right.
    func validity(withTolerance skew: Duration) -> Range<NumericDate> {
        let start = [notBefore, issuedAt].compactMap { $0 }.max().map { $0 - skew }
        let end = expiresAt + skew
        return min(start ?? NumericDate(secondsSinceEpoch: -.infinity), end)..<end
    }
}

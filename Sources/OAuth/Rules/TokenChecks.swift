import JOSE
import Text

/// The rules that the claims of a token must keep to, each by itself; their order is the order of the contract.
struct TokenChecks {
    let policy: IssuerPolicy
    let now: NumericDate

    /// Every rule in its order, of which the first that fails decides.
    func check(_ token: UnverifiedToken) throws(TokenValidationError) -> RegisteredClaims {
        try checkExpiration(token.claims)
        try checkNotBefore(token.claims)
        try checkIssuedAt(token.claims)
        let audiences = try checkAudience(token.claims)
        let claims = try RegisteredClaims(token.claims, audiences: audiences)
        try checkType(token)
        if policy.requiresATJWT { try checkProfile(token) }
        try checkRequiredClaims(token.claims)
        return claims
    }

    /// RFC 7519 §4.1.4: now must be before `exp`. A claim that is no date is refused further down, with the other types.
    func checkExpiration(_ claims: JSONObject) throws(TokenValidationError) {
        guard let date = claims.single("exp").flatMap(NumericDate.init(claim:)) else { return }
        guard now < date + policy.clockSkew else { throw TokenValidationError(.tokenExpired) }
    }

    /// RFC 7519 §4.1.5.
    func checkNotBefore(_ claims: JSONObject) throws(TokenValidationError) {
        try checkHasCome("nbf", claims)
    }

    /// RFC 7519 §4.1.6 only tells when the token was issued: a token from the future is from a clock that is wrong.
    func checkIssuedAt(_ claims: JSONObject) throws(TokenValidationError) {
        try checkHasCome("iat", claims)
    }

    /// The moments at which the times of `claims`, which are right now, are right.
    func validity(of claims: RegisteredClaims) -> Range<NumericDate> {
        let starts = [claims.notBefore, claims.issuedAt].compactMap { $0 }
        let start = starts.max().map { $0 - policy.clockSkew } ?? NumericDate(secondsSinceEpoch: -.infinity)
        let end = claims.expiresAt + policy.clockSkew
        return min(start, end)..<end
    }

    private func checkHasCome(_ name: String, _ claims: JSONObject) throws(TokenValidationError) {
        guard let date = claims.single(name).flatMap(NumericDate.init(claim:)) else { return }
        guard date - policy.clockSkew <= now else {
            throw TokenValidationError(.tokenNotYetValid, detail: "claim \(name) lies in the future")
        }
    }

    /// RFC 7519 §4.1.3: the token must be meant for us. Returns all whom it is meant for.
    @discardableResult
    func checkAudience(_ claims: JSONObject) throws(TokenValidationError) -> [String] {
        guard claims.contains("aud") else {
            throw TokenValidationError(.invalidAudience, detail: "claim aud is missing")
        }
        guard let audiences = claims.strings("aud") else {
            throw TokenValidationError(.invalidAudience, detail: "claim aud is neither a string nor strings")
        }
        let isForUs = audiences.contains { audience in policy.audiences.contains(where: audience.isSameText) }
        guard isForUs else { throw TokenValidationError(.invalidAudience) }
        return audiences
    }

    /// RFC 8725 §3.11: an ID token, a logout token or a DPoP proof must not pass as an access token. Many issuers write no
    /// type or plain `JWT`, which says nothing against a token, unless it has what only an ID token has.
    func checkType(_ token: UnverifiedToken) throws(TokenValidationError) {
        let header = token.jws.header
        if header.hasType("at+jwt") { return }
        guard header.type == nil || header.hasType("jwt") else {
            throw TokenValidationError(.invalidClaims, detail: "typ is not that of an access token")
        }
        if let name = Self.claimOfIDToken(token.claims) {
            throw TokenValidationError(.invalidClaims, detail: "claim \(name) is that of an ID token")
        }
    }

    /// OpenID Connect Core §3.1.3.6 and §3.3.2.11, Financial-grade API 1.0 part 2 §5.1: an ID token has the hashes of what it
    /// was issued with. Everything else that it may have, an access token may have too (RFC 9068 §2.2).
    static func claimOfIDToken(_ claims: JSONObject) -> String? {
        ["at_hash", "c_hash", "s_hash"].first(where: claims.contains)
    }

    /// RFC 9068 §2.2 and §4.
    func checkProfile(_ token: UnverifiedToken) throws(TokenValidationError) {
        guard token.jws.header.hasType("at+jwt") else {
            throw TokenValidationError(.invalidClaims, detail: "typ is not at+jwt")
        }
        for name in ["iss", "exp", "aud", "sub", "client_id", "iat", "jti"] where !token.claims.contains(name) {
            throw TokenValidationError(.invalidClaims, detail: "claim \(name) is missing, which RFC 9068 requires")
        }
    }

    /// The claims that the policy asks for.
    func checkRequiredClaims(_ claims: JSONObject) throws(TokenValidationError) {
        guard !policy.requiredClaims.isEmpty else { return }
        for (name, allowed) in policy.requiredClaims.sorted(by: { $0.key < $1.key }) {
            let values = claims[name].map { $0.arrayValue ?? [$0] } ?? []
            guard values.contains(where: allowed.contains) else {
                throw TokenValidationError(
                    .invalidClaims,
                    detail: "claim \(name) has none of the values that are required"
                )
            }
        }
    }
}

extension JOSEHeader {
    /// Whether `typ` is this media type, given in lower case and without `application/`, which may be left out (RFC 7515
    /// §4.1.9).
    func hasType(_ subtype: String) -> Bool {
        guard let type else { return false }
        let written = type.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return written.elementsEqual(subtype.utf8) || written.elementsEqual("application/\(subtype)".utf8)
    }
}

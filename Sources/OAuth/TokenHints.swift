import JOSE

/// What people usually have in hand when a token is refused.
enum TokenHints {
    static func form(_ token: String) -> [String] {
        switch token.count(where: { $0 == "." }) {
        case 0:
            [
                "This is an opaque token: only its issuer can read it. With Auth0, ask for a token with the API's identifier as"
                    + " its audience, and it will be a JWT."
            ]
        case 4:
            [
                "This is an encrypted token (JWE, RFC 7516): have the issuer sign access tokens without encrypting them. An Auth0"
                    + " tenant issues such tokens when the request names no audience."
            ]
        default: []
        }
    }

    static func issuer(_ claims: JSONObject, _ accepted: String) -> [String] {
        guard let issuer = claims["iss"]?.stringValue else { return [] }
        let isNear = accepted.split(separator: ", ").contains { differBySlash(String($0), issuer) }
        return isNear ? ["The issuers differ by a slash at the end alone; they are compared as they are written."] : []
    }

    static func audience(_ claims: JSONObject, _ policy: IssuerPolicy) -> [String] {
        let audiences = claims["aud"].flatMap(RegisteredClaims.strings) ?? []
        let isForUs = audiences.contains { audience in policy.audiences.contains(where: audience.isSameText) }
        guard !isForUs else { return [] }
        if ["nonce", "at_hash", "c_hash"].contains(where: { claims[$0] != nil }) {
            return [
                "This is an ID token: it tells the client who logged in. Send the access token that came with it; to get one for"
                    + " this API, ask for its audience."
            ]
        }
        if audiences.contains(where: { audience in policy.audiences.contains { differBySlash($0, audience) } }) {
            return [
                "The audiences differ by a slash at the end alone. Set AUTH0_AUDIENCE to the API's identifier exactly as it is"
                    + " written at the issuer."
            ]
        }
        return ["The token was issued for another API. Ask for a token with one of the accepted audiences."]
    }

    static func binding(_ claims: JSONObject, withProof isWithProof: Bool, _ rule: ProofRule?) -> [String] {
        let isBound = claims["cnf"].flatMap(Confirmation.init) != nil
        switch (rule, isBound, isWithProof) {
        case (.disabled, true, _):
            return [
                "This token is bound to a key, and proofs are not taken here (DPOP_MODE): no request with it is accepted."
            ]
        case (.disabled, false, true):
            return ["Proofs are not taken here (DPOP_MODE): send this token as a plain bearer token."]
        case (.required, false, false):
            return [
                "Tokens are taken with a proof alone (DPOP_MODE), and this one is bound to no key: have the client ask for one"
                    + " that is (RFC 9449 §5)."
            ]
        case (_, true, false):
            return [
                "This token is bound to a key: send it under the scheme DPoP with a proof made with that key (RFC 9449). As a"
                    + " plain bearer token it is refused."
            ]
        default: return []
        }
    }

    private static func differBySlash(_ a: String, _ b: String) -> Bool {
        a + "/" == b || b + "/" == a
    }
}

import JOSE
import Text

/// What people usually have in hand when a token is refused.
enum TokenHints {
    /// By how many dots are in it.
    static func form(dots: Int, isDecrypting: Bool) -> [String] {
        switch dots {
        case 4 where isDecrypting: []
        case 0:
            [
                "This is an opaque token: only its issuer can read it. Turn on your provider's switch for JWT access tokens, or"
                    + " ask for a token with the API's identifier: as audience= at Auth0, as resource= (RFC 8707) elsewhere."
                    + " Or have bearerd ask the issuer: introspection in its entry of ISSUERS_FILE."
            ]
        case 4:
            [
                "This is an encrypted token (JWE, RFC 7516): have the issuer sign access tokens without encrypting them, or, if they"
                    + " are encrypted for this API, name its private keys in DECRYPTION_KEYS_FILE. An Auth0"
                    + " tenant issues such tokens when the request names no audience: ask for the API's identifier as audience=."
            ]
        default: []
        }
    }

    static func algorithm(_ name: String, _ policy: IssuerPolicy) -> [String] {
        let accepted = policy.algorithms.map(\.name)
        guard !accepted.contains(where: name.isSameText) else { return [] }
        let signing = "Have the issuer sign with one of \(accepted.joined(separator: ", "))"
        guard let algorithm = JWSAlgorithm(named: name), !algorithm.isSymmetric else { return ["\(signing)."] }
        return [
            "\(signing); or, if it is meant to sign with \(name), add that to ALGORITHMS, or to its entry in ISSUERS_FILE."
        ]
    }

    static func issuer(_ claims: JSONObject, _ accepted: String) -> [String] {
        guard let value = claims["iss"] else {
            return ["The token does not say who issued it (iss is missing), so that nobody's keys can be tried."]
        }
        guard let issuer = value.stringValue else { return [] }
        let isNear = accepted.split(separator: ", ").contains { differBySlash(String($0), issuer) }
        return isNear
            ? ["The issuers differ by a slash at the end only; they are compared as they are written."]
            : versions(issuer, accepted) + [
                "If this issuer's tokens are to be accepted, name it in ISSUERS or ISSUERS_FILE, exactly as it stands in iss."
            ]
    }

    static func kind(_ token: UnverifiedToken, _ policy: IssuerPolicy) -> [String] {
        if let mark = policy.mark(againstTokenWith: token.claims) { return [mark.other.remedy] }
        let header = token.jws.header
        if header.hasType("at+jwt") { return [] }
        if header.hasType("id+jwt") || header.hasType("id_token+jwt") || token.claims.claimOfIDToken != nil {
            return [OtherToken.idToken.remedy]
        }
        guard let type = header.type, !header.hasType("jwt") else { return [] }
        return ["This is no access token: its typ is \(type). Send the access token, whose typ is at+jwt, JWT or none."]
    }

    static func audience(
        _ token: UnverifiedToken,
        _ policy: IssuerPolicy,
        _ audience: AcceptedAudience
    ) -> [String] {
        let claims = token.claims
        guard let missing = policy.audienceClaims(in: claims).first(where: { claims.read($0).isAbsent }) else {
            return otherAudience(token, policy, audience)
        }
        let ask = "Ask for a token with one of the accepted audiences: as resource= (RFC 8707), or audience= at Auth0."
        let clientID = claims.single("client_id")?.stringValue
        guard policy.audienceClaim == nil, let clientID, [clientID].nameOne(of: audience.audiences(under: policy))
        else {
            return ["The token does not say whom it is for (\(missing) is missing). \(ask)"]
        }
        return [
            "The token does not say whom it is for (\(missing) is missing), but its client_id is accepted as an audience: if its"
                + " issuer writes no aud, as Cognito, set audience_claim to client_id in its entry of ISSUERS_FILE."
        ]
    }

    private static func otherAudience(
        _ token: UnverifiedToken,
        _ policy: IssuerPolicy,
        _ audience: AcceptedAudience
    ) -> [String] {
        let accepted = audience.audiences(under: policy)
        let audiences = policy.audienceClaims(in: token.claims).map { token.claims.read($0).strings ?? [] }
        guard let other = audiences.first(where: { !$0.nameOne(of: accepted) }), kind(token, policy).isEmpty else {
            return []
        }
        if token.claims.states("nonce") { return [OtherToken.idToken.remedy] }
        if case .oneOf = audience {
            return [
                "The token was issued for another resource. Ask for a token with resource= (RFC 8707) and the address of this one, as it"
                    + " stands in its metadata (RFC 9728); or, if the issuer knows it by another name, write aud= beside resource= into"
                    + " the location's policy."
            ]
        }
        if other.contains(where: { audience in accepted.contains { differBySlash($0, audience) } }) {
            return [
                "The audiences differ by a slash at the end only. Set AUTH0_AUDIENCE, AUDIENCE or audiences in ISSUERS_FILE to"
                    + " the API's identifier exactly as it is written at the issuer."
            ]
        }
        return [
            "The token was issued for another API. Ask for a token with one of the accepted audiences, as resource= (RFC 8707) or,"
                + " at Auth0, audience=; or, if this API has that name too, add it to AUTH0_AUDIENCE, AUDIENCE or audiences in"
                + " ISSUERS_FILE."
        ]
    }

    static func binding(_ claims: JSONObject, withProof isWithProof: Bool, _ mode: DPoPMode?) -> [String] {
        let isBound = claims["cnf"].flatMap(Confirmation.init)?.keyThumbprint != nil
        switch (mode, isBound, isWithProof) {
        case (.disabled, true, _):
            return [
                "This token is bound to a key, and proofs are not taken here (DPOP_MODE): no request with it is accepted."
            ]
        case (.disabled, false, true):
            return ["Proofs are not taken here (DPOP_MODE): send this token as a plain bearer token."]
        case (.required, false, false):
            return [
                "Tokens are taken only with a proof (DPOP_MODE), and this one is bound to no key: have the client ask for one"
                    + " that is (RFC 9449 §5)."
            ]
        case (.observe, false, false):
            return [
                "Tokens without a proof are let through, and counted (DPOP_MODE=observe): with DPOP_MODE=required this one would be"
                    + " refused."
            ]
        case (_, true, false):
            return [
                "This token is bound to a key: send it under the scheme DPoP with a proof made with that key (RFC 9449). As a"
                    + " plain bearer token it is refused."
            ]
        default: return []
        }
    }

    /// Entra has an issuer for each version of its tokens, which the API's registration chooses.
    private static func versions(_ issuer: String, _ accepted: String) -> [String] {
        let hosts = ["https://sts.windows.net/", "https://login.microsoftonline.com/"]
        guard hosts.contains(where: issuer.hasPrefix), hosts.contains(where: accepted.contains) else { return [] }
        return [
            "Entra issues tokens of version 1 as https://sts.windows.net/TENANT/ and of version 2 as"
                + " https://login.microsoftonline.com/TENANT/v2.0: requestedAccessTokenVersion in the API's registration says which."
        ]
    }

    private static func differBySlash(_ a: String, _ b: String) -> Bool {
        a + "/" == b || b + "/" == a
    }
}

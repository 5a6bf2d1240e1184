import JOSE

/// Every rule for logout tokens (OpenID Connect Back-Channel Logout 1.0 §2.6), in their order.
enum LogoutRules {
    /// A logout token is older than that only if somebody kept it.
    static let longestAge = Duration.seconds(300)

    /// When one is old that says when it was issued.
    static func end(of claims: JSONObject) -> NumericDate? {
        claims.single("iat").flatMap(NumericDate.init(claim:)).map { $0 + longestAge }
    }

    /// Who signed it. What tells an issuer's access tokens from its others does not matter here.
    static let ofOrigin: [WaitingRule<TokenOrigin>] = [.algorithm, .issuer, .issuersAlgorithms, .signature]
    /// What it says. Whom it is for, and its times, are judged as of an access token.
    static let ofContent: [Rule<TokenContent>] = [
        .expiration, .notBefore, .issuedAt, .audience, .claims, .logoutType, .logoutEvent, .logoutTarget, .logoutAge,
    ]
}

extension Rule<TokenContent> {
    /// RFC 8725 §3.11: an access token, or an ID token, is none. Of a token without a type its event says what it is.
    static var logoutType: Rule {
        rule("type") { subject throws(TokenValidationError) in
            guard let header = subject.header,
                header.type == nil || header.hasType("logout+jwt") || header.hasType("jwt")
            else {
                throw .invalidClaims(detail: "typ is not that of a logout token")
            }
        }
    }

    /// §2.4: the event, and no `nonce`, so that no ID token passes for one.
    static var logoutEvent: Rule {
        rule("event") { subject throws(TokenValidationError) in
            guard subject.allClaims.hasLogoutEvent else {
                throw .invalidClaims(detail: "claim events has no logout")
            }
            guard !subject.allClaims.contains("nonce") else {
                throw .invalidClaims(detail: "claim nonce must not be there")
            }
        }
    }

    /// §2.4: whose sessions end, and by what the token is known.
    static var logoutTarget: Rule {
        rule("session") { subject throws(TokenValidationError) in
            let session = subject.allClaims.single("sid")
            guard session != nil || subject.claims?.subject != nil else {
                throw .invalidClaims(detail: "neither sub nor sid is there")
            }
            let texts = [session?.stringValue, subject.claims?.subject].compactMap(\.self)
            guard session == nil || session?.stringValue != nil, texts.allSatisfy(DenyEntry.isText) else {
                throw .invalidClaims(detail: "claim sub or sid is no text of 1 to \(DenyEntry.longestText) bytes")
            }
            guard subject.claims?.tokenID?.isEmpty == false else {
                throw .invalidClaims(detail: "claim jti is missing")
            }
        }
    }

    /// A token is remembered for as long as it would be accepted: that has to have an end.
    static var logoutAge: Rule {
        rule("age") { subject throws(TokenValidationError) in
            guard let issuedAt = subject.claims?.issuedAt else {
                throw .invalidClaims(detail: "claim iat is missing")
            }
            guard subject.now <= issuedAt + LogoutRules.longestAge + subject.policy.clockSkew else {
                throw .tokenExpired
            }
        }
    }

    private static func rule(
        _ name: String,
        check: @escaping @Sendable (inout TokenContent) throws(TokenValidationError) -> Void
    ) -> Rule {
        Rule("logout token: \(name)", finding: { _ in "" }, check: check)
    }
}

extension JSONObject {
    /// Whether this is what a logout token says (§2.4), and nothing else does.
    var hasLogoutEvent: Bool {
        let events = single("events")?.objectValue
        return events?["http://schemas.openid.net/event/backchannel-logout"]?.objectValue != nil
    }
}

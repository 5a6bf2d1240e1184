import JOSE
import Text

extension Rule<TokenContent> {
    /// RFC 8725 §3.11: an ID token, a logout token or a DPoP proof must not pass as an access token. Many issuers write no
    /// type or plain `JWT`, which says nothing against a token, unless it has what only an ID token has.
    static var type: Rule {
        Rule("type") { subject in
            subject.header?.type.map { "typ is \($0)" } ?? "no typ"
        } remedy: { _ in
            "accepted: at+jwt, and JWT or none without the claims of an ID token"
        } check: { subject throws(TokenValidationError) in
            if subject.header?.hasType("at+jwt") == true { return }
            guard subject.header?.type == nil || subject.header?.hasType("jwt") == true else {
                throw .invalidClaims(detail: "typ is not that of an access token")
            }
            guard !subject.allClaims.hasLogoutEvent else {
                throw .invalidClaims(detail: "claim events is that of a logout token")
            }
            if let name = subject.allClaims.claimOfIDToken {
                throw .invalidClaims(detail: "claim \(name) is that of an ID token")
            }
        }
    }
}

extension JSONObject {
    /// OpenID Connect Core §3.1.3.6 and §3.3.2.11, Financial-grade API 1.0 part 2 §5.1: an ID token has the hashes of what it
    /// was issued with. Everything else that it may have, an access token may have too (RFC 9068 §2.2).
    var claimOfIDToken: String? {
        Self.hashesOfIDToken.first { states($0) }
    }

    private static let hashesOfIDToken = ["at_hash", "c_hash", "s_hash"]
}

extension JOSEHeader {
    /// Whether `typ` is this media type, given in lower case and without `application/`, which may be left out (RFC 7515
    /// §4.1.9).
    func hasType(_ subtype: String) -> Bool {
        guard let type else { return false }
        if type.utf8.count == subtype.utf8.count { return type.isWritten(inLowerCase: subtype.utf8) }
        let prefix = "application/"
        guard type.utf8.count == prefix.utf8.count + subtype.utf8.count else { return false }
        return type.isWritten(inLowerCase: "\(prefix)\(subtype)".utf8)
    }
}

extension String {
    fileprivate func isWritten(inLowerCase other: String.UTF8View) -> Bool {
        utf8.lazy.map(\.lowercasedASCII).elementsEqual(other)
    }
}

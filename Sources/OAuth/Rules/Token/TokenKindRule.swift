import JOSE
import Text

extension WaitingRule<TokenOrigin> {
    /// RFC 8725 §3.11, by what the issuer's policy knows about its tokens. It comes before the signature, as some tokens can be
    /// verified only by whom they are for, and whose they are says more than that their signature does not hold.
    static var kind: WaitingRule {
        WaitingRule("kind") { subject in
            let marks = subject.issuer?.policy.marks ?? []
            return marks.flatMap(\.claims).map { path in
                subject.token.claims.read(path).strings.map { "\(path) is \($0.joined(separator: ", "))" }
                    ?? "no \(path)"
            }.joined(separator: ", ")
        } applicability: { subject in
            subject.issuer?.policy.marks.isEmpty == false ? .applies : .absent
        } check: { subject throws(TokenValidationError) in
            guard let issuer = subject.issuer, !issuer.policy.marks.isEmpty,
                let mark = issuer.policy.mark(againstTokenWith: subject.token.claims)
            else { return true }
            throw .otherToken(mark.other)
        }
    }
}

extension IssuerPolicy {
    /// The first mark by which a token with these claims is no access token.
    func mark(againstTokenWith claims: JSONObject) -> TokenMark? {
        marks.first { $0.isOn(claims) != $0.isOfAccessTokens }
    }
}

extension TokenMark {
    fileprivate func isOn(_ claims: JSONObject) -> Bool {
        self.claims.contains { path in
            let value = claims.read(path)
            if values.isEmpty, case .absent = value { return false }
            if values.isEmpty { return true }
            return value.strings?.contains { text in values.contains(where: text.isSameText) } == true
        }
    }
}

import JOSE
import Text

extension Rule<TokenContent> {
    /// RFC 7519 §4.1.3: the token must be meant for us.
    static var audience: Rule {
        Rule("audience") { subject in
            let audiences = subject.allClaims.strings("aud").map { "aud is \($0.joined(separator: ", "))" }
            let accepted = subject.policy.audiences.joined(separator: ", ")
            return "\(audiences ?? "no aud that names audiences"); accepted: \(accepted)"
        } check: { subject throws(TokenValidationError) in
            guard subject.allClaims.contains("aud") else { throw .invalidAudience(detail: "claim aud is missing") }
            guard let audiences = subject.allClaims.strings("aud") else {
                throw .invalidAudience(detail: "claim aud is neither a string nor strings")
            }
            guard subject.policy.names(oneOf: audiences) else { throw .invalidAudience() }
            subject.audiences = audiences
        }
    }
}

extension IssuerPolicy {
    /// One of the audiences is ours, exactly as written.
    func names(oneOf audiences: [String]) -> Bool {
        audiences.contains { audience in self.audiences.contains(where: audience.isSameText) }
    }
}

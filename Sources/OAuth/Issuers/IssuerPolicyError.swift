import JOSE
import JWKS
import Text
import URI

/// Why issuers cannot be accepted as they are described.
public struct IssuerPolicyError: Error, Hashable, CustomStringConvertible {
    /// What is wrong, with the value and what was expected.
    public let description: String

    init(_ description: String) {
        self.description = description
    }

    /// Finds the first mistake in descriptions of issuers.
    ///
    /// - Throws: It.
    public static func check(_ policies: [IssuerPolicy]) throws(IssuerPolicyError) {
        guard !policies.isEmpty else { throw IssuerPolicyError("there is no issuer: expected one or more") }
        var names: Set<ExactText> = []
        for policy in policies {
            try check(policy)
            guard names.insert(ExactText(policy.issuer)).inserted else {
                throw IssuerPolicyError("issuer \(policy.issuer): expected each issuer once")
            }
        }
        let opaque = policies.filter { $0.introspection?.takesOpaqueTokens == true }.map(\.issuer)
        // They do not say whose they are, and a token of one issuer is never shown to another.
        guard opaque.count <= 1 else {
            let issuers = opaque.joined(separator: " and ")
            throw IssuerPolicyError("opaque tokens of \(issuers): expected one issuer of them")
        }
    }

    private static func check(_ policy: IssuerPolicy) throws(IssuerPolicyError) {
        let issuer = policy.issuer
        guard IssuerPolicy.isIdentifier(issuer, allowingHTTPOf: policy.retrieval.httpHosts) else {
            throw IssuerPolicyError(
                "issuer \(issuer): expected an https URL without query and fragment, exactly as tokens carry it in iss"
            )
        }
        guard !policy.audiences.isEmpty, !policy.audiences.contains("") else {
            throw IssuerPolicyError("audiences of \(issuer): expected the identifier of an API, or several")
        }
        guard !policy.algorithms.isEmpty else {
            throw IssuerPolicyError("algorithms of \(issuer): expected one or more, such as RS256")
        }
        // Keys that are fetched are public: whoever has read one could sign with it (RFC 8725 §3.1).
        if case .fixed = policy.keySource { return }
        guard !policy.algorithms.contains(where: \.isSymmetric) else {
            throw IssuerPolicyError(
                "algorithms of \(issuer): expected none of HS256, HS384, HS512 for keys that are fetched"
            )
        }
    }
}

extension IssuerPolicy {
    /// An issuer is a URL without query and fragment (RFC 8414 §2): https, or http of a loopback host or of one of
    /// `httpHosts`.
    package static func isIdentifier(_ text: String, allowingHTTPOf httpHosts: Set<String> = []) -> Bool {
        SecureURL(text, allowingHTTPOf: httpHosts) != nil && !text.utf8.contains { "?#".utf8.contains($0) }
    }
}

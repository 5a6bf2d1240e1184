import JOSE
import JWKS
import OAuth
import Text

/// Who issues the tokens: one issuer, or one for each tenant.
extension IssuerMember {
    static let issuer = IssuerMember("issuer", "issuer_template", "tenants") {
        reader,
        entry throws(IssuersFile.Fault) in
        let template = try reader.value("issuer_template", IssuerTemplate.expected) { value in
            value.stringValue.flatMap { IssuerTemplate($0) }
        }
        guard let template else {
            guard reader.object["tenants"] == nil else { throw reader.fault("tenants", "an issuer_template beside it") }
            let hosts = entry.policy.retrieval.httpHosts
            entry.policy.issuer = try reader.required("issuer", MemberReader.urlForm) { value in
                value.stringValue.flatMap { IssuerSettings.issuer($0, allowingHTTPOf: hosts) }
            }
            return
        }
        guard reader.object["issuer"] == nil else {
            throw reader.fault("issuer", "issuer or issuer_template, not both")
        }
        entry.policy.issuer = template.text
        entry.tenants = try reader.required("tenants", "a list of tenants, one at least and each once") { value in
            MemberReader.words(value).flatMap { template.tenants(named: $0) }
        }
    }
}

/// An issuer that is written otherwise for each tenant: `https://login.microsoftonline.com/{tid}/v2.0`.
struct IssuerTemplate {
    /// One of the issuers.
    struct Tenant {
        let name: String
        let issuer: String
        /// The claim that has the tenant's name.
        let claim: String
    }

    static let expected =
        "an https URL with the claim that names the tenant in braces, once, such as https://login.microsoftonline.com/{tid}/v2.0"

    let text: String
    private let front: Substring
    private let claim: String
    private let back: Substring

    /// `nil` without exactly one claim in braces, or if it is no issuer whatever the tenant.
    init?(_ text: String) {
        let parts = text.split(separator: "{", omittingEmptySubsequences: false)
        guard parts.count == 2, let end = parts[1].firstIndex(of: "}") else { return nil }
        self.text = text
        front = parts[0]
        claim = String(parts[1][..<end])
        back = parts[1][parts[1].index(after: end)...]
        guard !claim.isEmpty, !back.contains("}"), IssuerSettings.issuer("\(front)t\(back)") != nil else { return nil }
    }

    /// The issuers of these tenants; `nil` if one of them is there twice, or has a character that would end its part of a URL.
    func tenants(named names: [String]) -> [Tenant]? {
        let isPlain = names.allSatisfy {
            $0.utf8.allSatisfy(\.isUnreserved) && $0.utf8.contains { $0 != UInt8(ascii: ".") }
        }
        guard isPlain, Set(names).count == names.count else { return nil }
        return names.map { Tenant(name: $0, issuer: "\(front)\($0)\(back)", claim: claim) }
    }
}

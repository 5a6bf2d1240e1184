import FoundationEssentials
import HTTP
import HTTPTypes
import JOSE

extension StatusPage {
    /// What stands in `status.css`: ours, and no HTML in it.
    static let style = HTMLText(trusted: String(decoding: PackageResources.status_css, as: UTF8.self))

    /// Only the style of the document counts, by its digest (CSP3 §2.3.1); it can load nothing, and has no script.
    private static let policy: String = {
        let digest = Data(SHA256.digest(of: style.source)).base64EncodedString()
        return
            "default-src 'none'; style-src 'sha256-\(digest)'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    }()

    /// The page as it is served.
    var response: Response {
        var response = Response(status: .ok, body: Array(html.utf8))
        response.headerFields[.contentType] = "text/html; charset=utf-8"
        response.headerFields[.cacheControl] = "no-store"
        response.headerFields[.contentSecurityPolicy] = Self.policy
        return response
    }
}

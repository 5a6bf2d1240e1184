import FoundationEssentials
import HTTP
import HTTPTypes
import JOSE

/// The page as it is served: one document, which can load nothing, and talks to nobody but its own origin.
struct PageDocument: Sendable {
    let response: Response

    init(html: String) {
        var response = Response(status: .ok, body: Array(html.utf8))
        response.headerFields[.contentType] = "text/html; charset=utf-8"
        response.headerFields[.cacheControl] = "no-store"
        response.headerFields[.contentSecurityPolicy] = Self.policy(of: html)
        if let name = HTTPField.Name("Referrer-Policy") { response.headerFields[name] = "no-referrer" }
        self.response = response
    }

    /// The one that stands in `Page/page.html`.
    static let standard = PageDocument(html: String(decoding: PackageResources.page_html, as: UTF8.self))

    /// Only the script and the style that stand in the document count: they are named by their digests (CSP3 §2.3.1).
    private static func policy(of html: String) -> String {
        [
            "default-src 'none'", "script-src \(digest(of: "script", in: html))",
            "style-src \(digest(of: "style", in: html))", "connect-src 'self'", "base-uri 'none'",
            "form-action 'none'", "frame-ancestors 'none'",
        ].joined(separator: "; ")
    }

    private static func digest(of element: String, in html: String) -> String {
        guard let start = html.firstRange(of: "<\(element)>")?.upperBound,
            let end = html[start...].firstRange(of: "</\(element)>")?.lowerBound
        else { return "'none'" }
        return "'sha256-\(Data(SHA256.digest(of: String(html[start..<end]))).base64EncodedString())'"
    }
}

import Foundation
import HTTP
import HTTPTypes
import JOSE
import ResourceServerTesting
import Testing

@testable import token_issuer

@Suite struct PageDocumentTests {
    private static let html = String(decoding: PageDocument.standard.response.body, as: UTF8.self)

    @Test("only the script and the style of the document count, and nothing is loaded")
    func policy() throws {
        let response = PageDocument(html: "<style>a</style><script>b</script>").response
        // printf %s a | openssl dgst -sha256 -binary | base64
        let expected = [
            "default-src 'none'", "script-src 'sha256-PiPoFgA5WUoziU9lZOGxNIu9egCI1CxKy3PurtWcAJ0='",
            "style-src 'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='", "connect-src 'self'", "base-uri 'none'",
            "form-action 'none'", "frame-ancestors 'none'",
        ]
        #expect(response.headerFields[.contentSecurityPolicy] == expected.joined(separator: "; "))
        #expect(response.headerFields[.cacheControl] == "no-store")
    }

    @Test("a document without a script runs none")
    func withoutScript() {
        let policy = PageDocument(html: "<p>").response.headerFields[.contentSecurityPolicy]
        #expect(policy?.contains("script-src 'none'; style-src 'none';") == true)
    }

    @Test("the page has one script and one style, and no address of anything else")
    func oneDocument() {
        for element in ["<script", "<style"] { #expect(Self.html.components(of: element) == 2) }
        for reference in ["src=", "href=", " url(", "@import", "http:", "https:", "import(", "innerHTML", "eval("] {
            #expect(!Self.html.contains(reference), "\(reference)")
        }
    }

    @Test("the page offers every defect that there is, and no other")
    func defects() {
        let offered = Self.html.components(separatedBy: "<option value=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(offered.map(String.init) == [""] + TokenDefect.allCases.map(\.rawValue))
    }

    @Test("every field of the page has a label")
    func labels() {
        let identifiers = ["<input id=\"", "<select id=\"", "<textarea id=\""].flatMap { start in
            Self.html.components(separatedBy: start).dropFirst().map { String($0.prefix { $0 != "\"" }) }
        }
        #expect(identifiers.count == 9)
        for identifier in identifiers { #expect(Self.html.contains("<label for=\"\(identifier)\">"), "\(identifier)") }
    }
}

extension String {
    fileprivate func components(of separator: String) -> Int { components(separatedBy: separator).count }
}

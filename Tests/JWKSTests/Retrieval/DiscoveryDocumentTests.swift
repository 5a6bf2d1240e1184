import Testing
import URI

@testable import JWKS

@Suite struct DiscoveryDocumentTests {
    private static let issuer = "https://issuer.example/"

    private func parse(_ text: String) throws -> DiscoveryDocument {
        try DiscoveryDocument(parsing: Array(text.utf8), issuer: Self.issuer, RetrievalRules())
    }

    @Test func namesTheSet() throws {
        let document = try parse(
            #"{"issuer":"https://issuer.example/","jwks_uri":"https://keys.example/jwks","other":[1,2]}"#
        )
        #expect(document.jwksURI.text == "https://keys.example/jwks")
    }

    @Test(arguments: [
        // OpenID Connect Discovery 1.0 §4.3: exactly ours.
        #"{"issuer":"https://issuer.example","jwks_uri":"https://keys.example/jwks"}"#,
        #"{"issuer":"https://ISSUER.example/","jwks_uri":"https://keys.example/jwks"}"#,
        #"{"issuer":"https://other.example/","jwks_uri":"https://keys.example/jwks"}"#,
        #"{"issuer":null,"jwks_uri":"https://keys.example/jwks"}"#,
        #"{"issuer":["https://issuer.example/"],"jwks_uri":"https://keys.example/jwks"}"#,
        #"{"jwks_uri":"https://keys.example/jwks"}"#,
        #"{"issuer":"https://other.example/","issuer":"https://issuer.example/","jwks_uri":"https://keys.example/jwks"}"#,
        #"{"issuer":"https://issuer.example/"}"#,
        #"{"issuer":"https://issuer.example/","jwks_uri":7}"#,
        #"{"issuer":"https://issuer.example/","jwks_uri":"/jwks"}"#,
        #"{"issuer":"https://issuer.example/","jwks_uri":"http://keys.example/jwks"}"#,
        #"{"issuer":"https://issuer.example/","jwks_uri":"file:///etc/passwd"}"#,
        #"["https://issuer.example/"]"#, "<!doctype html>", "",
    ])
    func refuses(document: String) {
        #expect(throws: KeyRetrievalError.self) { try parse(document) }
    }

    /// Why a document is refused.
    private func reason(_ document: String, issuer: String = issuer) -> String? {
        #expect(throws: KeyRetrievalError.self) {
            try DiscoveryDocument(parsing: Array(document.utf8), issuer: issuer, RetrievalRules())
        }?.description
    }

    @Test(arguments: [
        ("https://issuer.example", "the one that it names has no slash at its end"),
        ("https://issuer.example//", "the one that it names has a slash at its end"),
        ("https://secret.example/\\u001b[2J", "it names another"), ("", "it names another"),
    ])
    func whatIsWrongWithTheIssuerIsToldWithoutItsText(named: String, difference: String) {
        #expect(
            reason(#"{"issuer":"\#(named)","jwks_uri":"https://keys.example/jwks"}"#)
                == "The discovery document is not of the issuer https://issuer.example/: \(difference)."
        )
    }

    @Test func aDocumentWithoutIssuerSaysSo() {
        #expect(reason(#"{"jwks_uri":"https://keys.example/jwks"}"#)?.hasSuffix(": it names none.") == true)
    }

    @Test(arguments: ["http://127.0.0.1/jwks", "http://localhost:8080/jwks", "http://[::1]/jwks"])
    func onlyALoopbackIssuerMayNameHTTP(jwksURI: String) throws {
        let reason = reason(#"{"issuer":"https://issuer.example/","jwks_uri":"\#(jwksURI)"}"#)
        #expect(reason == "The discovery document's jwks_uri is http, which only a loopback issuer may use.")
        for issuer in ["http://127.0.0.1/", "https://localhost/"] {
            let document = #"{"issuer":"\#(issuer)","jwks_uri":"\#(jwksURI)"}"#
            let parsed = try DiscoveryDocument(parsing: Array(document.utf8), issuer: issuer, RetrievalRules())
            #expect(parsed.jwksURI.text == jwksURI)
        }
    }

    @Test func aHostThatIsNamedMayBeHTTPForAnyIssuer() throws {
        let rules = RetrievalRules(httpHosts: ["keys.internal"])
        let good = #"{"issuer":"https://issuer.example/","jwks_uri":"http://KEYS.internal:8080/jwks"}"#
        #expect(
            try DiscoveryDocument(parsing: Array(good.utf8), issuer: Self.issuer, rules).jwksURI.host
                == "keys.internal"
        )
        for url in ["http://other.internal/jwks", "http://127.0.0.1/jwks"] {
            let bad = #"{"issuer":"https://issuer.example/","jwks_uri":"\#(url)"}"#
            #expect(throws: KeyRetrievalError.self) {
                try DiscoveryDocument(parsing: Array(bad.utf8), issuer: Self.issuer, rules)
            }
        }
    }
}

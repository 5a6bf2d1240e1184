import Testing

@testable import OAuth

@Suite struct DiscoveryDocumentTests {
    private static let issuer = "https://issuer.example/"

    private func parse(_ text: String) throws -> DiscoveryDocument {
        try DiscoveryDocument(parsing: Array(text.utf8), issuer: Self.issuer)
    }

    @Test(arguments: [
        ("https://issuer.example/", "https://issuer.example/.well-known/openid-configuration"),
        ("https://issuer.example", "https://issuer.example/.well-known/openid-configuration"),
        ("https://issuer.example/tenant", "https://issuer.example/tenant/.well-known/openid-configuration"),
        ("http://127.0.0.1:8080/tenant/", "http://127.0.0.1:8080/tenant/.well-known/openid-configuration"),
    ])
    func urlIsTheIssuersWithThePathOfDiscovery(issuer: String, url: String) throws {
        #expect(try DiscoveryDocument.url(of: issuer).text == url)
    }

    @Test(arguments: [
        "http://issuer.example/", "https://issuer.example/?a=b", "https://issuer.example/#a", "issuer", "",
    ])
    func anIssuerThatIsNoSecureURLHasNone(issuer: String) {
        #expect(throws: KeyRetrievalError.self) { try DiscoveryDocument.url(of: issuer) }
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

    private func reason(_ named: String) -> String? {
        do {
            _ = try parse(#"{"issuer":"\#(named)","jwks_uri":"https://keys.example/jwks"}"#)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func theIssuerThatIsFoundAndTheOneThatIsExpectedAreTold() {
        #expect(
            reason("https://issuer.example")
                == "The discovery document is of another issuer: "
                + #"expected "https://issuer.example/", found "https://issuer.example"."#
        )
        #expect(reason(#"\u001b[2J\n\u202e"#)?.hasSuffix(#"found "\u{1B}[2J\n\u{202E}"."#) == true)
        let long = reason(String(repeating: "x", count: 10_000))
        #expect(long?.hasSuffix("x…\".") == true)
        #expect(long?.count(where: { $0 == "x" }) == 202)
    }
}

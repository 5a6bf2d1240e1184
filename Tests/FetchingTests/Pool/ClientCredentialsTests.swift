import Testing

@testable import Fetching

/// RFC 6749 §2.3.1 and appendix B, RFC 7617.
@Suite struct ClientCredentialsTests {
    @Test(arguments: [
        ("s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw", "czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"),
        ("a", "b", "YTpi"), ("a", "bc", "YTpiYw=="), ("a", "", "YTo="),
        // a%3Ab:%20%25%2B%26%C2%A3%E2%82%AC
        ("a:b", " %+&£€", "YSUzQWI6JTIwJTI1JTJCJTI2JUMyJUEzJUUyJTgyJUFD"),
    ])
    func bothPartsAreFormEncodedFirst(client: String, secret: String, basic: String) {
        #expect(ClientCredentials(clientID: client, secret: secret).basic == "Basic \(basic)")
    }

    @Test func theSecretIsInNoDescription() {
        let credentials = ClientCredentials(clientID: "client", secret: "hush")
        var dumped = ""
        dump(credentials, to: &dumped)
        #expect(!"\(credentials) \(String(reflecting: credentials)) \(dumped)".contains("hush"))
    }
}

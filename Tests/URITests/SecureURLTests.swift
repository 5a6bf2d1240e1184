import Testing

@testable import URI

@Suite struct SecureURLTests {
    @Test(arguments: [
        "https://issuer.example", "https://issuer.example/", "https://issuer.example:8443/jwks?x=1",
        "https://[2001:db8::1]/",
        "http://127.0.0.1/", "http://127.0.0.1:8080/jwks", "http://127.255.255.254/", "http://[::1]:80/",
        "http://localhost:3000/a", "http://LOCALHOST/",
    ])
    func takesHTTPSAndLoopback(text: String) {
        #expect(SecureURL(text)?.text == text)
    }

    @Test(arguments: [
        "", "issuer.example", "//issuer.example/", "http://issuer.example/", "HTTP://127.0.0.1/", "ftp://127.0.0.1/",
        "file:///etc/passwd", "https://", "https:///path", "https://:443/", "https://user@issuer.example/",
        "http://127.0.0.1@evil.example/", "http://127.0.0.1:80@evil.example/", "http://127.0.0.1\\@evil.example/",
        "https://a\\b", "https://issuer.example/\\evil.example", "http://127.0.0.1.5/",
        "http://127.0.0.1.evil.example/", "http://127.0.0.256/", "http://127.0.0/", "http://127.1/",
        "http://0x7f.0.0.1/",
        "http://127.0.0.+1/", "http://localhost.evil.example/", "http://localhost./", "http://[::1/",
        "http://[::1]evil/",
        "http://[::2]/", "https://issuer.example:port/", "https://issuer.example:+80/", "https://issuer.example:65536/",
        "https://issuer.example/a b", "https://issuer.example/\n", "https://issuer.example/\u{0}",
        "https://bücher.example/",
    ])
    func refusesEverythingElse(text: String) {
        #expect(SecureURL(text) == nil)
    }

    @Test(arguments: [
        ("https://issuer.example/", "https://ISSUER.example:8443/jwks", true),
        ("https://issuer.example/", "https://issuer.example./", false),
        ("https://issuer.example/", "https://keys.issuer.example/", false),
        ("https://127.0.0.1/", "https://127.0.0.2/", false), ("https://[::1]/", "https://[::1]:1/", true),
    ])
    func knowsItsOwnHost(one: String, other: String, isSame: Bool) throws {
        #expect(try #require(SecureURL(one)).hasHost(of: #require(SecureURL(other))) == isSame)
    }

    @Test(arguments: [
        ("https://issuer.example/", false), ("https://127.0.0.1/", true), ("https://localhost:1/", true),
        ("https://10.0.0.1/", false), ("https://127.0.0.1.example/", false),
    ])
    func knowsWhetherItIsOfThisMachine(text: String, isLoopback: Bool) throws {
        #expect(try #require(SecureURL(text)).isLoopback == isLoopback)
    }
}

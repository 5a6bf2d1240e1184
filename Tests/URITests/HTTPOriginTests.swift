import Testing

@testable import URI

@Suite("Origin")
struct HTTPOriginTests {
    @Test(
        "scheme and host are in lower case, and the scheme's own port is no port",
        arguments: [
            ("https://api.example.com", "https://api.example.com"),
            ("HTTPS://API.example.COM:443", "https://api.example.com"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("http://localhost:80", "http://localhost"),
            ("http://a:443", "http://a:443"), ("https://a:", "https://a"), ("https://[::1]:8443", "https://[::1]:8443"),
        ]
    )
    func origin(text: String, origin: String) {
        #expect(HTTPOrigin(text)?.description == origin)
    }

    @Test(
        "whatever is not a host is refused",
        arguments: [
            "", "a b", "a?x=", "a#", "a/", "a/b", "user@a", "a:b", "a:99999", "a:0", "a:-1", "a:1:2", "a:000080",
            "[::1",
            "::1", "[]", "[::1]x", "[g::1]", "a%2eb", "ä.example", "a\u{0}", "a\n", "a,b", "a\\b", "*.a", "a;b",
            "[::1%25eth0]",
            String(repeating: "a", count: 256),
        ]
    )
    func hostileHost(host: String) {
        #expect(HTTPOrigin("https://\(host)") == nil)
        #expect(HTTPOrigin(scheme: "https", authority: host) == nil)
    }

    @Test("another scheme is refused", arguments: ["ftp", "", "ws", "https:", "http "])
    func scheme(scheme: String) {
        #expect(HTTPOrigin(scheme: scheme, authority: "a") == nil)
    }

    @Test("a port in the authority goes before the default, and that before the scheme's own")
    func port() {
        #expect(HTTPOrigin(scheme: "http", authority: "a:81", defaultPort: 8080)?.port == 81)
        #expect(HTTPOrigin(scheme: "http", authority: "a", defaultPort: 8080)?.port == 8080)
        #expect(HTTPOrigin(scheme: "https", authority: "a")?.port == 443)
    }
}

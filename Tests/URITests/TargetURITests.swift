import Testing

@testable import URI

@Suite("Target URI")
struct TargetURITests {
    private static func target(_ path: String) throws -> TargetURI? {
        TargetURI(origin: try #require(HTTPOrigin("https://api.example.com")), path: path)
    }

    @Test(
        "an htu is normalised by RFC 3986 §6.2.2 and §6.2.3",
        arguments: [
            ("HTTPS://API.Example.COM:443", "https://api.example.com/"), ("http://a:80/", "http://a/"),
            ("http://a:443/", "http://a:443/"), ("https://a?x", "https://a/"), ("https://a#x", "https://a/"),
            ("https://a/%7e%41%2D%2e%5f", "https://a/~A-._"), ("https://a/%2f%3a%c3%a9", "https://a/%2F%3A%C3%A9"),
            ("https://a/%", "https://a/%"), ("https://a/%4", "https://a/%4"), ("https://a/%zz%7", "https://a/%zz%7"),
            ("https://a/%2541", "https://a/%2541"), ("https://a/b//c/", "https://a/b//c/"),
            ("https://a/b/./c/../d", "https://a/b/d"), ("https://a/b/..", "https://a/"),
            ("https://a/b/.", "https://a/b/"),
            ("https://a/../../b", "https://a/b"), ("https://a/b/%2E%2e/c", "https://a/c"),
            ("https://a/...", "https://a/..."),
            ("https://a/b/..%2fc", "https://a/b/..%2Fc"), ("https://a//../b", "https://a/b"),
            ("http://[2001:DB8::1]:80/x", "http://[2001:db8::1]/x"),
        ]
    )
    func normalized(htu: String, uri: String) {
        #expect(TargetURI(htu)?.description == uri)
    }

    @Test(
        "a path of a request is normalised, but never decoded further",
        arguments: [
            ("/", "/"), ("/a%20b", "/a%20b"), ("/%61", "/a"), ("/a%2fb", "/a%2Fb"), ("/a/..%2fb", "/a/..%2Fb"),
            ("/a//b/", "/a//b/"), ("/a.b/.c/d..", "/a.b/.c/d.."), ("/ä", "/ä"), ("/a%", "/a%"),
        ]
    )
    func path(sent: String, path: String) throws {
        #expect(try Self.target(sent)?.path == path)
    }

    @Test(
        "a request whose path has dot segments has no target: two resources of this server would be one",
        arguments: ["/a/../b", "/a/./b", "/..", "/.", "/a/%2e%2E/b", "/a/%2e", "/a/.%2e/b", "", "a", "*", "https://a/"]
    )
    func noTarget(path: String) throws {
        #expect(try Self.target(path) == nil)
    }

    @Test("an escaped slash is not a slash, and the letter case of a path counts")
    func different() throws {
        #expect(try Self.target("/a%2fb") != TargetURI("https://api.example.com/a/b"))
        #expect(try Self.target("/A") != TargetURI("https://api.example.com/a"))
        #expect(try Self.target("/a%2Fb") == TargetURI("https://api.example.com/a%2fb"))
        // The same to Swift's ==, not to a server.
        #expect(try Self.target("/\u{E9}") != TargetURI("https://api.example.com/e\u{301}"))
    }
}

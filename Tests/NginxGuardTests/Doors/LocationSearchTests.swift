import Testing

@testable import NginxGuard

@Suite struct LocationSearchTests {
    private func server(_ text: String) throws -> NginxServer {
        let directives = try NginxParser.parse(Array("server { \(text) }".utf8))
        return try #require(NginxServer.all(in: directives).first)
    }

    private func find(_ path: String, _ text: String) throws -> String {
        let server = try server(text)
        return server.places[try LocationSearch(server).place(of: path)].label
    }

    /// Of nginx's own documentation, and what its code does with locations within locations.
    @Test(arguments: [
        ("/", "location = /"), ("/index.html", "location /"), ("/documents/document.html", "location /documents/"),
        ("/images/1.gif", "location ^~ /images/"), ("/documents/1.jpg", #"location ~* \.(gif|jpg|jpeg)$"#),
        ("/documents/1.JPG", #"location ~* \.(gif|jpg|jpeg)$"#),
    ])
    func theExampleOfTheDocumentation(path: String, location: String) throws {
        let text = #"""
            location = / {} location / {} location /documents/ {} location ^~ /images/ {} location ~* \.(gif|jpg|jpeg)$ {}
            """#
        #expect(try find(path, text) == location)
    }

    @Test(arguments: [
        // What is found within a prefix by an expression, or exactly, counts before expressions beside it.
        ("/a/x.php", "location /a/ > location ~ x"), ("/a/y.php", #"location ~ \.php$"#),
        ("/a/exact.php", "location /a/ > location = /a/exact.php"),
        // A longer prefix within does not keep them from being tried.
        ("/a/b/c.php", #"location ~ \.php$"#), ("/a/b/c", "location /a/ > location /a/b/"),
        // ^~ within counts within: the prefix around it has none.
        ("/a/d/c.php", #"location ~ \.php$"#),
        ("/elsewhere", "(no location)"), ("/A/x", "(no location)"),
    ])
    func locationsWithinLocations(path: String, location: String) throws {
        let text = #"""
            location ~ \.php$ {} location ~ p {}
            location /a/ { location ~ x {} location = /a/exact.php {} location /a/b/ {} location ^~ /a/d/ {} }
            """#
        #expect(try find(path, text) == location)
    }

    @Test func theFirstExpressionIsTaken() throws {
        #expect(try find("/ab", "location ~ b {} location ~ a {}") == "location ~ b")
        #expect(try find("/a", "location ~ b {} location ~ a {}") == "location ~ a")
    }

    @Test func anExpressionOfAnotherKindIsNotGuessed() throws {
        let server = try server(#"location ~ "^/(?<x" {}"#)
        #expect(throws: LocationSearch.UnreadableExpression.self) { try LocationSearch(server).place(of: "/x") }
    }

    @Test func namedLocationsAreNoOnesPath() throws {
        #expect(try find("@app", "location @app {} location / {}") == "(no location)")
    }
}

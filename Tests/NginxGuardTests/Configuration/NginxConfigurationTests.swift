import ResourceServerTestSupport
import Testing

@testable import NginxGuard

@Suite("A whole nginx configuration")
struct NginxConfigurationTests {
    private func read(_ files: [(String, String)]) throws -> NginxConfiguration {
        let text = files.map { "# configuration file \($0):\n\($1)\n" }.joined()
        let dump = try #require(NginxDump(Array(text.utf8)))
        return NginxConfiguration(dump[dump.main] ?? [], file: dump.main, files: .dump(dump))
    }

    @Test("what is included stands where nginx puts it, and says in which file it is")
    func includes() throws {
        let configuration = try read([
            ("/e/nginx.conf", "a;\nhttp {\n include sites/*.conf;\n}\ninclude /e/x;"), ("/e/sites/2.conf", "d;"),
            ("/e/sites/1.conf", "\nb { include x; }"), ("/e/x", "c;"),
        ])
        #expect(configuration.problems == [])
        let all = configuration.directives.flatMap(\.all).filter { $0.name != "include" }
        #expect(all.map(\.name) == ["a", "http", "b", "c", "d", "c"])
        #expect(
            all.map(\.place) == [
                "/e/nginx.conf:1", "/e/nginx.conf:2", "/e/sites/1.conf:2", "/e/x:1", "/e/sites/2.conf:1", "/e/x:1",
            ]
        )
    }

    @Test("what nginx says before its first file is not looked at, and what has no file is no dump")
    func messages() throws {
        let dump = try #require(NginxDump(Array("nginx: ok\n# configuration file /a:\nb;\n".utf8)))
        #expect(dump.main == "/a")
        #expect(dump.names == ["/a"])
        #expect(dump["/a"] == Array("b;\n".utf8))
        #expect(NginxDump(Array("server { }\n".utf8)) == nil)
    }

    @Test("files whose names look alike are two")
    func lookalikes() throws {
        let configuration = try read([
            ("/e/nginx.conf", "include caf\u{E9};\ninclude cafe\u{301};"), ("/e/caf\u{E9}", "a;"),
            ("/e/cafe\u{301}", "b;"),
        ])
        #expect(configuration.problems == [])
        #expect(configuration.directives.map(\.name) == ["include", "a", "include", "b"])
    }

    @Test("a file that is not in the dump is a mistake, and a pattern for none is not")
    func missing() throws {
        let configuration = try read([("/e/nginx.conf", "include none/*;\ninclude b.conf; c;")])
        #expect(configuration.problems.map(\.line) == [2])
        #expect(configuration.problems[0].description == "what is included is not there: /e/b.conf: not in the dump")
        #expect(configuration.directives.contains { $0.name == "c" })
    }

    @Test("a file that nothing includes is a mistake: a comment has cut another one in two")
    func unused() throws {
        let configuration = try read([("/e/nginx.conf", "a;\n# configuration file /b:\nserver { }")])
        #expect(configuration.problems.map(\.file) == ["/b"])
        #expect(configuration.problems[0].description == "nothing in the dump includes this file")
    }

    @Test("a dump that was cut off is a mistake, with file and line")
    func cutOff() throws {
        let configuration = try read([("/e/nginx.conf", "include a;"), ("/e/a", "http {\n server {\n")])
        #expect(configuration.problems.map(\.file) == ["/e/a"])
        #expect(configuration.problems.map(\.line) == [4])
        #expect(configuration.problems[0].description == "the file ends within a block")
    }

    @Test("files that include each other, and files that are included again and again, come to an end")
    func endless() throws {
        let circle = try read([("/e/nginx.conf", "include a;"), ("/e/a", "include a;")])
        #expect(circle.problems.map(\.description) == ["too many files within files"])
        let twice = (0..<14).map { ("/e/f\($0)", String(repeating: "include f\($0 + 1);", count: 8)) }
        let many = try read([("/e/nginx.conf", "include f0;")] + twice + [("/e/f14", "a;")])
        #expect(many.problems.map(\.description) == ["more than 500000 directives"])
    }

    @Test(
        "bytes that are no text, and blocks without end, end in a mistake or in nothing",
        arguments: [
            [0xFF, 0x00, 0x7B, 0xC3], Array(repeating: UInt8(ascii: "{"), count: 100_000),
            Array(String(repeating: "a{", count: 100_000).utf8), Array("a \"\\".utf8), Array("a \\".utf8),
            Array("a ${".utf8),
            Array("content_by_lua_block { --[[ ".utf8), Array("content_by_lua_block { \"\\".utf8),
            Array("content_by_lua_block { [=[ ]] } ".utf8), Array("content_by_lua_block { --".utf8), [],
        ] as [[UInt8]]
    )
    func hostile(bytes: [UInt8]) {
        let check = GuardCheck(bytes)
        #expect(check.doors.isEmpty)
        #expect(check.findings.count <= 1)
    }
}

import ResourceServerTestSupport
import Testing

@testable import NginxGuard

@Suite("nginx's syntax")
struct NginxParserTests {
    private func parse(_ text: String) throws -> [NginxDirective] {
        try NginxParser.parse(Array(text.utf8))
    }

    @Test("directives, blocks, quotes, escapes, comments and lines")
    func reads() throws {
        let text = """
            # a comment; { "
            http { server {
              listen 80; # another }
              auth_request "/_bearerd/all=a b";
              add_header X 'it''s';
              if ($a ~ "\\.(b)\\"{2}") { return 400; }
              set $x ${y}z; }
            }
            """
        let all = try parse(text).flatMap(\.all)
        #expect(all.map(\.name) == ["http", "server", "listen", "auth_request", "add_header", "if", "return", "set"])
        #expect(all.map(\.line) == [2, 2, 3, 4, 5, 6, 6, 7])
        #expect(all[3].arguments == ["/_bearerd/all=a b"])
        #expect(all[5].arguments == ["($a", "~", #"\.(b)"{2}"#, ")"])
        #expect(all[7].arguments == ["$x", "${y}z"])
    }

    @Test("lines within quotes count")
    func linesWithinQuotes() throws {
        #expect(try parse("a \"1\n2\";\nb;").map(\.line) == [1, 3])
    }

    @Test("Lua is left alone")
    func lua() throws {
        let all = try parse("content_by_lua_block { if x then y = {1} end }\nb;")
        #expect(all.map(\.name) == ["content_by_lua_block", "b"])
        #expect(all.map(\.line) == [1, 2])
    }

    @Test("braces in Lua's strings and comments are none")
    func luaText() throws {
        let text = """
            content_by_lua_block {
                local a = "}\\"}" .. '}' .. [[ } ]] .. [==[ ]] } ]==] -- }
                --[[ } ]] if a[b[1]] then return { 1 } end
            }
            c;
            """
        #expect(try parse(text).map(\.name) == ["content_by_lua_block", "c"])
        #expect(try parse(text).map(\.line) == [1, 5])
    }

    @Test("what a backslash hides belongs to the word")
    func backslashes() throws {
        let all = try parse(#"location ~ ^/a\;\{2\}\ b { } set $a ${b}c;"#)
        #expect(all.map(\.name) == ["location", "set"])
        #expect(all[0].arguments == ["~", #"^/a\;\{2\}\ b"#])
    }

    @Test(
        "what nginx would not take is refused, with its line",
        arguments: [
            ("a", 1), ("a {", 1), ("a;\n}", 2), ("{ }", 1), (";", 1), ("a\n\"b", 2), ("a { b }", 1),
            ("a;\nb \"c\" }", 2),
            (String(repeating: "a {", count: 100), 1),
        ]
    )
    func refuses(text: String, line: Int) {
        do {
            _ = try NginxParser.parse(Array(text.utf8))
            Issue.record("taken: \(text)")
        } catch {
            #expect(error.line == line)
        }
    }
}

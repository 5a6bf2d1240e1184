import ResourceServerTestSupport
import Testing

@testable import NginxGuard

@Suite("What a regular expression may match")
struct RegularExpressionShapeTests {
    private func uris(_ pattern: String, ignoresCase: Bool = false) -> URISet {
        RegularExpressionShape.uris(pattern, ignoresCase: ignoresCase)
    }

    @Test(
        "what it begins with is known as far as it is literal",
        arguments: [
            ("^/api/", "/api/"), (#"^/a\.b/x*"#, "/a.b/"), ("^/ab?", "/a"), ("^/ab+", "/ab"), ("^/a{0,2}", "/"),
            ("^/(a|b)", "/"), (#"^/\d"#, "/"), ("/a", ""), ("^/a|^/b", ""), (#"^/a\|b"#, "/a|b"), ("^", ""), ("", ""),
        ]
    )
    func prefix(pattern: String, prefix: String) {
        #expect(String(decoding: uris(pattern).prefix, as: UTF8.self) == prefix)
    }

    @Test(
        "what it ends with is known where it is literal, or a choice of literals",
        arguments: [
            (#"\.php$"#, [".php"]), (#"\.(css|js)$"#, [".css", ".js"]), (#"\.(?:a|b)$"#, [".a", ".b"]),
            (#"\.php"#, nil), (#"\.php\$"#, nil), (#"\.(a|b*)$"#, nil), ("[abc]$", nil), (#"a\d$"#, nil), ("$", nil),
            (#"x\dphp$"#, ["php"]), (#"\.(a|)$"#, [".a", "."]), ("a+$", nil), (#"\)$"#, [")"]), (#"a(b(c|d))$"#, nil),
            (#"\.php$|x"#, nil),
        ] as [(String, [String]?)]
    )
    func endings(pattern: String, endings: [String]?) {
        #expect(uris(pattern).endings?.map { String(decoding: $0, as: UTF8.self) } == endings)
    }

    @Test(
        "two sets overlap unless they begin or end differently",
        arguments: [
            (URISet.starting(with: "/a/"), URISet.starting(with: "/"), true),
            (.starting(with: "/a"), .starting(with: "/b"), false),
            (.exactly("/a"), .starting(with: "/"), true), (.exactly("/a"), .exactly("/b"), false),
            (.exactly("/x.php"), RegularExpressionShape.uris(#"\.php$"#, ignoresCase: false), true),
            (.exactly("/x.css"), RegularExpressionShape.uris(#"\.php$"#, ignoresCase: false), false),
            (.exactly("/x.PHP"), RegularExpressionShape.uris(#"\.php$"#, ignoresCase: true), true),
            (.exactly("/x.PHP"), RegularExpressionShape.uris(#"(?i)\.php$"#, ignoresCase: false), true),
            (.starting(with: "/a/"), RegularExpressionShape.uris("^/A/", ignoresCase: true), true),
            (
                RegularExpressionShape.uris(#"\.(a|b)$"#, ignoresCase: false),
                RegularExpressionShape.uris(#"\.c$"#, ignoresCase: false), false
            ),
            (
                RegularExpressionShape.uris("php$", ignoresCase: false),
                RegularExpressionShape.uris(#"\.php$"#, ignoresCase: false), true
            ),
            (.address("$1"), .starting(with: "/b"), true), (.address("/a/$1?x=/b"), .starting(with: "/b"), false),
            (.address("/a?x=$1"), .exactly("/a"), true),
        ]
    )
    func overlaps(first: URISet, second: URISet, isTrue: Bool) {
        #expect(first.overlaps(second) == isTrue)
        #expect(second.overlaps(first) == isTrue)
    }
}

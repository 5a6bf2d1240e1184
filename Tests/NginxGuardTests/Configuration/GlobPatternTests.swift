import ResourceServerTestSupport
import Testing

@testable import NginxGuard

@Suite("Patterns for names of files")
struct GlobPatternTests {
    @Test(
        "what a pattern stands for",
        arguments: [
            ("/a/*.conf", "/a/b.conf", true), ("/a/*.conf", "/a/b/c.conf", false), ("/a/*.conf", "/a/.conf", false),
            ("/a/*", "/a/.b", false), ("/a/.*", "/a/.b", true), ("/*/b", "/a/b", true), ("/a?c", "/abc", true),
            ("/a?c", "/ac", false), ("/[a-c]x", "/bx", true), ("/[a-c]x", "/dx", false), ("/[!a]x", "/bx", true),
            ("/[^a]x", "/ax", false), ("/[a", "/[a", true), ("/a*b*c", "/aXbYbZc", true), ("/a*b*c", "/aXbYbZ", false),
            ("/a", "/a", true), ("/a", "/b", false), ("/**", "/ab", true),
        ]
    )
    func matches(pattern: String, path: String, isTrue: Bool) {
        #expect(GlobPattern(pattern).matches(path) == isTrue)
    }

    @Test("many stars take no time that grows with every one")
    func many() {
        let pattern = "/" + String(repeating: "a*", count: 2_000) + "b"
        #expect(!GlobPattern(pattern).matches("/" + String(repeating: "a", count: 4_000)))
    }
}

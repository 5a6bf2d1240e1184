import Testing

@testable import ResourceServer

@Suite("Paths of protected resources")
struct ResourcePathTests {
    @Test(
        "segments of unreserved characters",
        arguments: ["/mcp", "/MCP", "/mcp/", "/a/b-c._~9", "/...", "/.a", "/a.."]
    )
    func paths(text: String) {
        #expect(ResourcePath(text)?.text == text)
    }

    @Test(
        "anything that could be spelt in another way, or is no path, is none",
        arguments: [
            "", "/", "//", "mcp", "/mcp?x", "/mcp?", "/mcp#x", "/%6dcp", "/mcp%2f", "/a b", "/a//b", "//mcp", "/mcp//",
            "/.", "/..", "/a/..", "/a/../b", "/./a", "/../mcp", "/a\\b", "/a;b", "/a:b", "/a@b", "/ü", "/a\u{301}",
            "https://api.example.com/mcp", "//api.example.com/mcp", "/mcp\n", "/mcp\"",
            "/" + String(repeating: "a", count: 512),
        ]
    )
    func others(text: String) {
        #expect(ResourcePath(text) == nil)
    }
}

import Testing

@testable import ResourceServer

@Suite("Scopes that metadata names")
struct SupportedScopesTests {
    @Test("each once, in alphabetical order, of the resource that asks for them")
    func scopes() {
        let scopes = SupportedScopes()
        scopes.add(["b", "a"], to: "/mcp")
        scopes.add(["a", "c"], to: "/mcp")
        scopes.add([], to: "/other")
        scopes.add(["z"], to: "")
        #expect(scopes.scopes(of: "/mcp") == ["a", "b", "c"])
        #expect(scopes.scopes(of: "") == ["z"])
        #expect(scopes.scopes(of: "/other") == [])
        #expect(scopes.scopes(of: "/MCP") == [])
    }

    @Test("no more than its bounds, and those that are there are still told")
    func bounds() {
        let scopes = SupportedScopes()
        scopes.add((0..<1_000).map { "s\($0)" }, to: "/0")
        for index in 1..<2_000 { scopes.add(["a"], to: "/\(index)") }
        #expect(scopes.scopes(of: "/0").count == 256)
        #expect(scopes.scopes(of: "/1023") == ["a"])
        #expect(scopes.scopes(of: "/1024") == [])
        scopes.add(["b"], to: "/1023")
        #expect(scopes.scopes(of: "/1023") == ["a", "b"])
    }
}

import Testing

@testable import Fetching

@Suite struct RequestHeaderTests {
    private func lines(_ text: String) -> [String]? { RequestHeader.lines(of: Array(text.utf8))?.map(\.line) }

    @Test(arguments: [
        ("X-Key: abc", ["X-Key: abc"]), ("X-Key:abc\n", ["X-Key: abc"]), ("X-Key: \t a b \r\n\r\n", ["X-Key: a b"]),
        ("Authorization: Basic YTpi\nX: y:z\n", ["Authorization: Basic YTpi", "X: y:z"]),
    ])
    func aLineIsANameAndAValue(text: String, expected: [String]) {
        #expect(lines(text) == expected)
    }

    @Test(arguments: [
        "", "\n\n", "X-Key", "X-Key:", "X-Key: \n", ": abc", "X Key: abc", " X-Key: abc", "X-Key : abc", "X-Key;",
        "X: a\u{0}b", "X: a\rb", "X: caf\u{E9}", "X: a\u{7F}", "# a: comment",
        // Good ones beside it do not make it better.
        "A: b\nno header\n",
    ])
    func nothingElseIsOne(text: String) {
        #expect(lines(text) == nil)
    }

    @Test(arguments: [
        "Host", "HOST", "Content-Length", "Transfer-Encoding", "Connection", "TE", "Trailer", "Upgrade", "Expect",
        "Keep-Alive", "Proxy-Authorization", "Proxy-Connection",
    ])
    func whatBelongsToTheConnectionIsNotSaid(name: String) {
        #expect(lines("\(name): a") == nil)
    }

    @Test func thereAreBounds() {
        #expect(lines(String(repeating: "A: b\n", count: 32))?.count == 32)
        #expect(lines(String(repeating: "A: b\n", count: 33)) == nil)
        #expect(lines("A: " + String(repeating: "b", count: 16_381))?.count == 1)
        #expect(lines("A: " + String(repeating: "b", count: 16_382)) == nil)
    }

    @Test func aValueIsInNoDescription() throws {
        let header = try #require(RequestHeader("X-Key: s3cret"))
        var dumped = ""
        dump(header, to: &dumped)
        for text in ["\(header)", String(reflecting: header), "\([header])", dumped] {
            #expect(text.contains("X-Key"))
            #expect(!text.contains("s3cret"))
        }
    }
}

import HTTP
import HTTPTypes
import Testing

@Suite("Request")
struct RequestTests {
    static let targets: [(target: String, path: String, query: String?)] = [
        ("/a", "/a", nil),
        ("/a?", "/a", ""),
        ("/a?b=c", "/a", "b=c"),
        ("/a?b?c", "/a", "b?c"),
        ("/?/a", "/", "/a"),
        ("/a%3Fb", "/a%3Fb", nil),
        ("/a/..%2fb//c/../d", "/a/..%2fb//c/../d", nil),
        ("?x", "", "x"),
        ("", "", nil),
        ("/\u{E9}?\u{E9}", "/\u{E9}", "\u{E9}"),
    ]

    @Test("path and query are what stands before and behind the first question mark, as sent", arguments: targets)
    func parts(target: String, path: String, query: String?) {
        let request = Request(target: target)
        #expect(request.target == target)
        #expect(request.path == path)
        #expect(request.query == query)
    }

    @Test("two lines are two values, never one joined by a comma")
    func values() {
        var fields = HTTPFields()
        for value in ["a", "b, c"] { fields.append(HTTPField(name: .authorization, value: value)) }
        let request = Request(target: "/", headerFields: fields)
        #expect(request.values(of: .authorization) == ["a", "b, c"])
        #expect(request.values(of: .cookie).isEmpty)
        #expect(request.headerFields == fields)
    }

    @Test("meta-variables are found by name")
    func metaVariables() {
        let request = Request(method: .post, target: "/", metaVariables: ["SERVER_NAME": "a"], body: [1])
        #expect(request.metaVariable("SERVER_NAME") == "a")
        var bytes = Array("x".utf8)
        #expect(request.appendMetaVariable("SERVER_NAME", to: &bytes))
        #expect(!request.appendMetaVariable("SERVER_PORT", to: &bytes))
        #expect(bytes == Array("xa".utf8))
        #expect(request.metaVariable("server_name") == nil)
        #expect(request.method == .post)
        #expect(request.body == [1])
    }
}

import HTTP
import HTTPTypes
import Testing

@testable import FastCGI

@Suite("Response as CGI")
struct ResponseCGITests {
    private static let nosniff = "X-Content-Type-Options: nosniff\r\n"

    private func text(_ response: Response, omittingBody: Bool = false) -> String {
        var bytes: [UInt8] = []
        response.appendCGI(to: &bytes, omittingBody: omittingBody)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("status, fields in order, length, body")
    func whole() throws {
        var fields = HTTPFields()
        fields.append(HTTPField(name: .wwwAuthenticate, value: "Bearer"))
        fields.append(HTTPField(name: .cacheControl, value: "no-store"))
        fields.append(HTTPField(name: .wwwAuthenticate, value: "DPoP"))
        let response = Response(status: .unauthorized, headerFields: fields, body: Array("no".utf8))
        #expect(
            text(response) == """
                Status: 401 Unauthorized\r
                WWW-Authenticate: Bearer\r
                Cache-Control: no-store\r
                WWW-Authenticate: DPoP\r
                X-Content-Type-Options: nosniff\r
                Content-Length: 2\r
                \r
                no
                """
        )
    }

    @Test("the answer to HEAD says how long the body would be")
    func head() {
        let response = Response(status: .ok, body: [1, 2, 3])
        #expect(text(response, omittingBody: true) == "Status: 200 OK\r\n\(Self.nosniff)Content-Length: 3\r\n\r\n")
    }

    @Test("a status that has no content has neither body nor length", arguments: [204, 304, 100])
    func noContent(code: Int) {
        let response = Response(status: .init(code: code, reasonPhrase: "X"), body: [1, 2, 3])
        #expect(text(response) == "Status: \(code) X\r\n\(Self.nosniff)\r\n")
    }

    @Test(
        "no browser guesses at a response, whatever its status and whatever a handler says",
        arguments: [200, 204, 405]
    )
    func nosniff(code: Int) throws {
        for name in ["X-Content-Type-Options", "x-content-type-options"] {
            let fields: HTTPFields = [try #require(HTTPField.Name(name)): "sniff"]
            for response in [
                Response(status: .init(code: code)), Response(status: .init(code: code), headerFields: fields),
            ] {
                let lines = text(response).lowercased().split(separator: "\r\n").filter {
                    $0.hasPrefix("x-content-type")
                }
                #expect(lines == ["x-content-type-options: nosniff"])
            }
        }
    }

    @Test("what a handler says of status, length and transfer is not passed on")
    func reserved() throws {
        var fields = HTTPFields()
        for (name, value) in [("content-length", "99"), ("STATUS", "500 Oh"), ("Transfer-Encoding", "chunked")] {
            fields.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value))
        }
        let response = Response(status: .ok, headerFields: fields, body: [65])
        #expect(text(response) == "Status: 200 OK\r\n\(Self.nosniff)Content-Length: 1\r\n\r\nA")
    }

    @Test(
        "nothing ends a line but the end of a line",
        arguments: ["a\r\nX-Injected: 1", "a\nX-Injected: 1", "a\rX-Injected: 1", "a\0\u{1}\u{7f}b", "a\r\n\r\nbody"]
    )
    func injection(value: String) throws {
        let name = try #require(HTTPField.Name("X-Value"))
        let status = HTTPResponse.Status(code: 200, reasonPhrase: value)
        let head = text(Response(status: status, headerFields: [name: value]))
        #expect(head.hasSuffix("\r\n\r\n"))
        let lines = head.dropLast(4).utf8.split(separator: UInt8(ascii: "\n")).map { String(Substring($0)) }
        #expect(lines.count == 4)
        #expect(lines.dropLast().allSatisfy { $0.hasSuffix("\r") })
        #expect(lines.allSatisfy { !$0.trimmingSuffix("\r").utf8.contains { $0 < 0x20 || $0 == 0x7f } })
        #expect(!lines.contains { $0.hasPrefix("X-Injected") })
    }

    @Test("a name that could end a line is no name")
    func invalidName() {
        for name in ["A\r\nB", "A:", "", "A B", "A\0"] { #expect(HTTPField.Name(name) == nil) }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
